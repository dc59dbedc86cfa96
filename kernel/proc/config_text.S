/* The text of /proc/config, which `kconf defconfig` takes as it is. */
	.section .rodata.config_text, "a"
	.globl	config_text
config_text:
	.ascii	"# Strata "
	.ascii	NOTE_VERSION
	.ascii	", preset "
	.incbin	NOTE_PRESET
	.ascii	", compiled by "
	.ascii	NOTE_COMPILER
	.ascii	".\n"
	.incbin	NOTE_CONFIG
	.globl	config_text_end
config_text_end:
