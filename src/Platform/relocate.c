/*
 * The entry point of the file. A static-pie does not know where it lies until it is started: it has an address of its own
 * in some 50,000 places, and each has to be relocated before anything runs. libc would do that, but it goes bit by bit,
 * and meets one page fault after the other. Here
 *
 * 1. the pages that are relocated are made present in one system call for each range,
 * 2. the relocations are applied with one step for each of them, and libc is told that there are none,
 * 3. OpenSSL's tables, a third of all, wait until TLS is spoken (apifunc_relocate_openssl): most starts never use them.
 *
 * Up to libc's own start nothing of libc may be called, and no variable read that holds a pointer.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "system_call.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; older kernels answer EINVAL, and the pages come one by one */
#endif
#ifndef DT_RELR
#define DT_RELRSZ 35
#define DT_RELR 36
#endif

#define hidden __attribute__((visibility("hidden")))

enum { words_of_bitmap = 63 };

/* Symbols of the linker. Hidden, so that no relocation is needed to reach them. */
extern const Elf64_Ehdr __ehdr_start hidden;
extern Elf64_Dyn _DYNAMIC[] hidden;
extern char __start_openssl_data[] hidden, __stop_openssl_data[] hidden; /* sections.ld */

/* The table of relocations (generic ABI, DT_RELR): see relocate. */
static const uint64_t *table;
static size_t table_length;

static void populate(uintptr_t start, uintptr_t end)
{
    if (start < end)
        system_call(SYS_madvise, start, end - start, MADV_POPULATE_WRITE, 0);
}

static int is_openssl(const uint64_t *place)
{
    return (const char *)place >= __start_openssl_data && (const char *)place < __stop_openssl_data;
}

/* Applies the relocations of OpenSSL's tables, or all others. An even entry of the table is the address of a word to
 * relocate. An odd one is a bitmap: which of the next 63 words are to be relocated, too. */
static void relocate(int openssl)
{
    const uintptr_t base = (uintptr_t)&__ehdr_start;
    uint64_t *word = NULL;

    for (size_t i = 0; i < table_length; i++) {
        if (!(table[i] & 1)) {
            word = (uint64_t *)(base + table[i]);
            if (is_openssl(word) == openssl)
                *word += base;
            word++;
            continue;
        }

        /* Only where OpenSSL's tables begin and end may a bitmap have words of both kinds. */
        const int first = is_openssl(word) == openssl, last = is_openssl(word + words_of_bitmap - 1) == openssl;
        if (first || last) {
            for (uint64_t bits = table[i] >> 1; bits; bits &= bits - 1) {
                uint64_t *one = word + __builtin_ctzl(bits);
                if (first == last || is_openssl(one) == openssl)
                    *one += base;
            }
        }
        word += words_of_bitmap;
    }
}

/* Takes the table from libc. */
static void find_table(void)
{
    for (Elf64_Dyn *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_RELR) {
            table = (const uint64_t *)((uintptr_t)&__ehdr_start + entry->d_un.d_ptr);
        } else if (entry->d_tag == DT_RELRSZ) {
            table_length = entry->d_un.d_val / sizeof(uint64_t);
            entry->d_un.d_val = 0;
        }
    }
}

/* The kernel's page size: 4 KiB, on arm64 also 16 or 64. It stands behind the arguments and the environment. */
static uintptr_t page_size(const uintptr_t *stack)
{
    const uintptr_t *entry = stack + 1 + stack[0] + 1; /* argc, as many arguments, NULL */

    while (*entry++) {
    }
    while (entry[0] != AT_PAGESZ)
        entry += 2;
    return entry[1];
}

/* Takes the stack as the kernel leaves it: it points at argc. */
__attribute__((used)) hidden void apifunc_relocate(const uintptr_t *stack)
{
    const uintptr_t page = page_size(stack);
    const uintptr_t base = (uintptr_t)&__ehdr_start;
    const uintptr_t openssl = (uintptr_t)__start_openssl_data, openssl_end = (uintptr_t)__stop_openssl_data;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(base + __ehdr_start.e_phoff);

    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        if (segment[i].p_type != PT_LOAD || !(segment[i].p_flags & PF_W))
            continue;
        const uintptr_t start = (base + segment[i].p_vaddr) & -page;
        const uintptr_t end = (base + segment[i].p_vaddr + segment[i].p_filesz + page - 1) & -page;
        if (start <= openssl && openssl_end <= end) {
            populate(start, openssl);
            populate(openssl_end, end);
        } else {
            populate(start, end);
        }
    }

    find_table();
    relocate(0);

    /* Whoever forgets apifunc_relocate_openssl shall notice it at once, not run into an address that is none. */
    system_call(SYS_mprotect, openssl, openssl_end - openssl, PROT_NONE, 0);
}

/* Has to be called before OpenSSL is, by one thread. OpenSSL's tables can only be read from then on. */
void apifunc_relocate_openssl(void)
{
    static int is_done;
    const uintptr_t start = (uintptr_t)__start_openssl_data, end = (uintptr_t)__stop_openssl_data;

    if (is_done)
        return;
    is_done = 1;
    system_call(SYS_mprotect, start, end - start, PROT_READ | PROT_WRITE, 0);
    populate(start, end);
    relocate(1);
    system_call(SYS_mprotect, start, end - start, PROT_READ, 0);
}

/* The kernel's entry state is handed on to libc's _start as it came: the stack, and a function for atexit in rdx or x0
 * (System V ABI, "Process Initialization"; Linux passes none on arm64). */
__asm__(".text\n"
        ".globl apifunc_start\n"
        ".hidden apifunc_start\n"
        ".type apifunc_start, %function\n"
        "apifunc_start:\n"
#if defined(__x86_64__)
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    push %rdx\n"
        "    sub $8, %rsp\n" /* calls want the stack aligned to 16 bytes */
        "    call apifunc_relocate\n"
        "    add $8, %rsp\n"
        "    pop %rdx\n"
        "    jmp _start\n"
#elif defined(__aarch64__)
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    stp x0, x30, [sp, #-16]!\n"
        "    add x0, sp, #16\n"
        "    bl apifunc_relocate\n"
        "    ldp x0, x30, [sp], #16\n"
        "    b _start\n"
#endif
);
