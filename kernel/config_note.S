/*
 * What this kernel was built from, as ELF notes that are not loaded and take no memory:
 * `tools/kconf extract strata.elf` and `readelf -n` read them. The numbers are the types in
 * tools/kconflib/note.py; the texts come from the build folder (cmake/config_note.cmake).
 */
#define NOTE(type, kind, text)                                                                     \
	.balign 4;                                                                                 \
	.word 2f - 1f, 4f - 3f, type;                                                              \
1:	.asciz "Strata";                                                                           \
2:	.balign 4;                                                                                 \
3:	kind text;                                                                                 \
4:	.balign 4

	.section .note.strata, "", @note
	NOTE(101, .incbin, NOTE_CONFIG)
	NOTE(102, .incbin, NOTE_PRESET)
	NOTE(103, .ascii, NOTE_VERSION)
	NOTE(104, .ascii, NOTE_COMPILER)
