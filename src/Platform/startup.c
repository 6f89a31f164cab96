/*
 * What has to happen before the .NET runtime starts; nothing here can be done from C#.
 *
 * 1. apifunc_start, the entry point of the file, makes the writable pages of the program present in one system call
 *    for each segment. Relocating a static-pie writes to nearly all of them, and a page fault for each costs more than
 *    everything else that happens before Main.
 * 2. The constructor takes from the environment what would let it steer the runtime or OpenSSL, and makes sure that
 *    descriptors 0 to 2 are open.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; older kernels answer EINVAL, and the pages come one by one */
#endif

/* The program itself: the linker puts this symbol at its start. Hidden, so that no relocation is needed to reach it. */
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

/* Runs before relocation: no libc, no global variable that holds a pointer. */
__attribute__((used, visibility("hidden"))) void apifunc_populate(void)
{
    const unsigned long page = 4096, base = (unsigned long)&__ehdr_start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(base + __ehdr_start.e_phoff);

    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        if (segment[i].p_type != PT_LOAD || !(segment[i].p_flags & PF_W))
            continue;
        unsigned long start = (base + segment[i].p_vaddr) & -page;
        unsigned long end = (base + segment[i].p_vaddr + segment[i].p_memsz + page - 1) & -page;
        long result;
        __asm__ volatile("syscall"
                         : "=a"(result)
                         : "a"(SYS_madvise), "D"(start), "S"(end - start), "d"(MADV_POPULATE_WRITE)
                         : "rcx", "r11", "memory");
    }
}

/* The kernel's entry state (System V ABI, "Process Initialization") is handed on to libc's _start as it came: rdx holds
 * a function for atexit, rsp points at argc. */
__asm__(".text\n"
        ".globl apifunc_start\n"
        ".hidden apifunc_start\n"
        ".type apifunc_start, @function\n"
        "apifunc_start:\n"
        "    xor %ebp, %ebp\n"
        "    push %rdx\n"
        "    sub $8, %rsp\n" /* calls want the stack aligned to 16 bytes */
        "    call apifunc_populate\n"
        "    add $8, %rsp\n"
        "    pop %rdx\n"
        "    jmp _start\n");

static int starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What is left of the caller's environment, before anything here or in C# sets a variable: for programs that are to start
 * as this one did. setenv leaves this array alone and makes one of its own. */
char **apifunc_environment;

/* DOTNET_* and COMPlus_* configure the runtime (a crash dump program, the size of its heap), OPENSSL_* names
 * configuration files, providers and engines that OpenSSL loads, SSLKEYLOGFILE where it writes the keys of connections. */
static int steers_library(const char *entry)
{
    return starts_with(entry, "DOTNET_") || starts_with(entry, "COMPlus_") || starts_with(entry, "OPENSSL_") ||
           starts_with(entry, "SSLKEYLOGFILE=");
}

static void clean_environment(void)
{
    char **kept = environ;

    for (char **entry = environ; *entry; entry++) {
        if (!steers_library(*entry))
            *kept++ = *entry;
    }
    *kept = NULL;
    apifunc_environment = environ;

    /* Empty: not even the openssl.cnf at the path that was compiled in is read. */
    setenv("OPENSSL_CONF", "", 1);
}

/* A closed descriptor would be taken by the next file opened, and messages for a person would land in that. */
static void fill_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            open("/", O_PATH);
    }
}

__attribute__((constructor(101))) static void prepare(void)
{
    clean_environment();
    fill_standard_descriptors();
}
