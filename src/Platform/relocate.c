/*
 * The entry point of the file. A static-pie does not know where it lies until it is started: it has an address of its own
 * in some 85,000 places, and each has to be relocated before it is read. libc would do all of that at the start, bit by bit,
 * and meet one page fault after the other. Here
 *
 * 1. the pages that are relocated are made present in one system call for each range,
 * 2. the relocations are applied with one step for each of them, and libc is told that there are none,
 * 3. OpenSSL's tables, a fifth of all, wait until TLS is spoken (apifunc_relocate_openssl): most starts never use them,
 * 4. so do the cold data of C#, until one is used (apifunc_relocate_cold_data): people's commands do, what scripts call does
 *    not. order_data.c tells which they are, cold_data.c notices that one is used.
 *
 * Up to libc's own start nothing of libc may be called, and no variable read that holds a pointer.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "cold_ranges.h" /* written by order_data.c */
#include "relocate.h"
#include "system_call.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; older kernels answer EINVAL, and the pages come one by one */
#endif
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4 /* Linux 5.7, for this kind of page 5.13 */
#endif
#ifndef DT_RELR
#define DT_RELRSZ 35
#define DT_RELR 36
#endif

#define hidden __attribute__((visibility("hidden")))

enum { words_of_bitmap = 63, cold_range_count = sizeof cold_ranges / sizeof *cold_ranges - 1 };

/* Addresses, the end excluded. */
struct range {
    uintptr_t start, end;
};

/* How far the table of relocations has been gone through. */
struct progress {
    size_t entry;
    uint64_t *word;
};

/* Symbols of the linker. Hidden, so that no relocation is needed to reach them. */
extern const Elf64_Ehdr __ehdr_start hidden;
extern Elf64_Dyn _DYNAMIC[] hidden;
/* sections.ld, in this order */
extern char openssl_data_start[] hidden, openssl_data_end[] hidden, managed_data_start[] hidden;

/* The table of relocations (generic ABI, DT_RELR): see relocate. */
static const uint64_t *table;
static size_t table_length;

/* What waits, in whole pages. An empty range has no page. */
static struct range cold[cold_range_count + 1];

static struct range openssl(void)
{
    return (struct range){(uintptr_t)openssl_data_start, (uintptr_t)openssl_data_end};
}

/* Returns an error of the kernel, a negative number, or 0. */
static long populate(uintptr_t start, uintptr_t end)
{
    return start < end ? system_call(SYS_madvise, start, end - start, MADV_POPULATE_WRITE, 0) : 0;
}

static void relocate_word(uint64_t *word, uintptr_t distance)
{
    *(uint64_t *)((uintptr_t)word + distance) += (uintptr_t)&__ehdr_start;
}

/* Applies the relocations of a range whose pages are mapped so many bytes from their place. An even entry of the table is the
 * address of a word to relocate. An odd one is a bitmap: which of the next 63 words are to be relocated, too. Ranges in
 * ascending order can go on where the one before has ended. */
static void relocate(struct progress *progress, struct range range, uintptr_t distance)
{
    const uintptr_t base = (uintptr_t)&__ehdr_start;
    const uint64_t *start = (const uint64_t *)range.start, *end = (const uint64_t *)range.end;

    for (; progress->entry < table_length; progress->entry++) {
        const uint64_t entry = table[progress->entry];
        uint64_t *word = entry & 1 ? progress->word : (uint64_t *)(base + entry);
        if (word >= end)
            return;
        if (!(entry & 1)) {
            if (word >= start)
                relocate_word(word, distance);
            progress->word = word + 1;
            continue;
        }

        uint64_t *next = word + words_of_bitmap;
        if (word >= start && next <= end) {
            for (uint64_t bits = entry >> 1; bits; bits &= bits - 1)
                relocate_word(word + __builtin_ctzl(bits), distance);
        } else if (next > start) {
            for (uint64_t bits = entry >> 1; bits; bits &= bits - 1) {
                uint64_t *one = word + __builtin_ctzl(bits);
                if (one >= start && one < end)
                    relocate_word(one, distance);
            }
        }
        if (next > end) /* the rest of the bitmap is another range's */
            return;
        progress->word = next;
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

/* Makes the pages present that are written to, and relocates them. Returns what populate does, the last error. */
static long relocate_now(struct progress *progress, struct range range, uintptr_t page)
{
    long error = 0;
    const uintptr_t base = (uintptr_t)&__ehdr_start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(base + __ehdr_start.e_phoff);

    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        if (segment[i].p_type != PT_LOAD || !(segment[i].p_flags & PF_W))
            continue;
        const uintptr_t start = (base + segment[i].p_vaddr) & -page;
        const uintptr_t end = (base + segment[i].p_vaddr + segment[i].p_filesz + page - 1) & -page;
        const long result = populate(start > range.start ? start : range.start, end < range.end ? end : range.end);
        if (result < 0)
            error = result;
    }
    relocate(progress, range, 0);
    return error;
}

/* Whoever uses what is not relocated yet shall fault, not run into an address that is none. */
static void close_off(struct range range)
{
    if (range.start < range.end)
        system_call(SYS_mprotect, range.start, range.end - range.start, PROT_NONE, 0);
}

/* Takes the stack as the kernel leaves it: it points at argc. */
__attribute__((used)) hidden void apifunc_relocate(const uintptr_t *stack)
{
    const uintptr_t page = page_size(stack);
    struct progress progress = {0, NULL};
    struct range range = {0, openssl().start};

    find_table();
    const long error = relocate_now(&progress, range, page);
    close_off(openssl());
    range.start = openssl().end;
    /* A kernel that cannot populate pages cannot put the cold data into their place at once, either: nothing is cold there. */
    for (size_t i = 0; i < cold_range_count && error != -EINVAL; i++) {
        cold[i].start = ((uintptr_t)managed_data_start + cold_ranges[i].start + page - 1) & -page;
        cold[i].end = ((uintptr_t)managed_data_start + cold_ranges[i].end) & -page;
        if (cold[i].start >= cold[i].end)
            continue;
        range.end = cold[i].start;
        relocate_now(&progress, range, page);
        close_off(cold[i]);
        range.start = cold[i].end;
    }
    range.end = UINTPTR_MAX;
    relocate_now(&progress, range, page);
}

/* Has to be called before OpenSSL is, by one thread. OpenSSL's tables can only be read from then on. */
void apifunc_relocate_openssl(void)
{
    static int is_done;
    const struct range tables = openssl();
    struct progress progress = {0, NULL};

    if (is_done)
        return;
    is_done = 1;
    system_call(SYS_mprotect, tables.start, tables.end - tables.start, PROT_READ | PROT_WRITE, 0);
    populate(tables.start, tables.end);
    relocate(&progress, tables, 0);
    system_call(SYS_mprotect, tables.start, tables.end - tables.start, PROT_READ, 0);
}

/* Other threads may need them, too: they get their place when they are relocated, so that nobody sees them before. */
static void relocate_cold_data(void)
{
    struct progress progress = {0, NULL};

    for (size_t i = 0; i < cold_range_count; i++) {
        const uintptr_t size = cold[i].end - cold[i].start;
        if (cold[i].start >= cold[i].end)
            continue;

        /* Without memory for a second place it is done there. Then another thread must not need them at the same time. */
        const long elsewhere = system_call(SYS_mremap, cold[i].start, size, size, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
        const uintptr_t start = elsewhere < 0 ? cold[i].start : (uintptr_t)elsewhere;
        system_call(SYS_mprotect, start, size, PROT_READ | PROT_WRITE, 0);
        populate(start, start + size);
        relocate(&progress, cold[i], start - cold[i].start);
        if (elsewhere >= 0 &&
            system_call_6(SYS_mremap, start, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, cold[i].start, 0) < 0)
            __builtin_trap(); /* otherwise this thread would fault for ever */
    }
}

int apifunc_relocate_cold_data(const void *address)
{
    enum { waiting, relocating, relocated };
    static int state;
    int expected = waiting;
    size_t i = 0;

    while (i < cold_range_count && ((uintptr_t)address < cold[i].start || (uintptr_t)address >= cold[i].end))
        i++;
    if (i == cold_range_count)
        return 0;
    if (__atomic_compare_exchange_n(&state, &expected, relocating, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
        relocate_cold_data();
        __atomic_store_n(&state, relocated, __ATOMIC_RELEASE);
    }
    while (__atomic_load_n(&state, __ATOMIC_ACQUIRE) != relocated)
        system_call(SYS_sched_yield, 0, 0, 0, 0);
    return 1;
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
