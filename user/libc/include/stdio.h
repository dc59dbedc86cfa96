#pragma once

#include <abi/fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define EOF (-1)
#define BUFSIZ 1024
#define FOPEN_MAX 16
#define FILENAME_MAX 4096
#define L_tmpnam 20

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

typedef struct libc_file FILE;
typedef off_t fpos_t;

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

FILE *fopen(const char *path, const char *mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *path, const char *mode, FILE *file);
int fclose(FILE *file);
int fflush(FILE *file);
int setvbuf(FILE *file, char *buffer, int mode, size_t size);
void setbuf(FILE *file, char *buffer);
void setlinebuf(FILE *file);

int fgetc(FILE *file);
int getc(FILE *file);
int getchar(void);
int ungetc(int c, FILE *file);
char *fgets(char *buffer, int size, FILE *file);
ssize_t getline(char **line, size_t *size, FILE *file);
ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *file);
size_t fread(void *buffer, size_t size, size_t count, FILE *file);

int fputc(int c, FILE *file);
int putc(int c, FILE *file);
int putchar(int c);
int fputs(const char *string, FILE *file);
int puts(const char *string);
size_t fwrite(const void *buffer, size_t size, size_t count, FILE *file);

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE *file, const char *format, ...) __attribute__((format(printf, 2, 3)));
int dprintf(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int sprintf(char *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
int asprintf(char **string, const char *format, ...) __attribute__((format(printf, 2, 3)));
int vprintf(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
int vfprintf(FILE *file, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
int vdprintf(int fd, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));
int vsprintf(char *buffer, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
int vasprintf(char **string, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

int sscanf(const char *string, const char *format, ...) __attribute__((format(scanf, 2, 3)));
int fscanf(FILE *file, const char *format, ...) __attribute__((format(scanf, 2, 3)));
int scanf(const char *format, ...) __attribute__((format(scanf, 1, 2)));
int vsscanf(const char *string, const char *format, va_list arguments)
	__attribute__((format(scanf, 2, 0)));
int vfscanf(FILE *file, const char *format, va_list arguments)
	__attribute__((format(scanf, 2, 0)));

int fseek(FILE *file, long offset, int whence);
int fseeko(FILE *file, off_t offset, int whence);
long ftell(FILE *file);
off_t ftello(FILE *file);
void rewind(FILE *file);
int fgetpos(FILE *file, fpos_t *position);
int fsetpos(FILE *file, const fpos_t *position);

int feof(FILE *file);
int ferror(FILE *file);
void clearerr(FILE *file);
int fileno(FILE *file);

void perror(const char *message);
int remove(const char *path);
int rename(const char *from, const char *to);
int renameat(int from_directory, const char *from, int to_directory, const char *to);
int renameat2(int from_directory, const char *from, int to_directory, const char *to,
	      unsigned int flags);
