/*
 * A tool of the build, no part of the file that is built: finds the data of C# that no start needs, for relocate.c to leave
 * them alone. Literal strings, a quarter of all data, lie in the order of the alphabet: those that a start needs are moved to
 * the front. Everything else stays where it is, since ILC writes distances between data as constants.
 *
 *   order_data OBJECT ORDER NEW_OBJECT HEADER
 *
 * OBJECT   what ILC wrote: an ELF file for linking, of 64 bits and little-endian
 * ORDER    the names of the data that starts and reports need, one a line: data.order
 * HEADER   gets the ranges of .data that are cold, for relocate.c
 *
 * Cold are literal strings, method tables and generic dictionaries that ORDER does not name. All other data are hot: a system
 * call may be given their address, and a system call does not wait for data.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <error.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A symbol of .data. */
struct datum {
    const char *name;
    Elf64_Sym *symbol;
    uint64_t was; /* its value before strings were moved */
    int is_hot;
};

enum {
    smallest_range = 24 * 1024, /* in bytes: for less, the system calls cost more than the pages */
    header_of_string = 8        /* lies before the address of a string, as of any object */
};

static unsigned char *object;
static uint64_t object_size;
static Elf64_Shdr *sections;
static int section_count, data_index;
static struct datum *data;
static size_t count;
static size_t first_string, string_count;

static char *read_file(const char *path, uint64_t *size)
{
    FILE *file = fopen(path, "r");
    struct stat status;

    if (!file || fstat(fileno(file), &status))
        error(1, errno, "%s", path);
    char *text = malloc(status.st_size + 1);
    if (!text || fread(text, 1, status.st_size, file) != (size_t)status.st_size)
        error(1, errno, "%s", path);
    fclose(file);
    text[status.st_size] = '\0';
    *size = status.st_size;
    return text;
}

static FILE *create_file(const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file)
        error(1, errno, "%s", path);
    return file;
}

static int starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(((const struct datum *)one)->name, ((const struct datum *)other)->name);
}

static int compare_values(const void *one, const void *other)
{
    const uint64_t a = ((const struct datum *)one)->symbol->st_value, b = ((const struct datum *)other)->symbol->st_value;

    return a == b ? compare_names(one, other) : a < b ? -1 : 1;
}

static Elf64_Shdr *read_object(const char *path)
{
    Elf64_Shdr *symbols = NULL;

    object = (unsigned char *)read_file(path, &object_size);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)object;
    if (object_size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB || header->e_type != ET_REL)
        error(1, 0, "%s: no object file of 64 bits", path);
    sections = (Elf64_Shdr *)(object + header->e_shoff);
    section_count = header->e_shnum;
    const char *names = (const char *)object + sections[header->e_shstrndx].sh_offset;
    for (int i = 0; i < section_count; i++) {
        if (sections[i].sh_type == SHT_SYMTAB)
            symbols = &sections[i];
        else if (sections[i].sh_type == SHT_PROGBITS && !strcmp(names + sections[i].sh_name, ".data"))
            data_index = i;
    }
    if (!symbols || !data_index)
        error(1, 0, "%s: no symbols, or no .data", path);
    return symbols;
}

/* Collects the symbols of .data, in the order of their names. */
static void read_symbols(const Elf64_Shdr *table)
{
    Elf64_Sym *symbols = (Elf64_Sym *)(object + table->sh_offset);
    const size_t all = table->sh_size / sizeof *symbols;
    const char *names = (const char *)object + sections[table->sh_link].sh_offset;

    data = calloc(all, sizeof *data);
    if (!data)
        error(1, errno, "symbols");
    for (size_t i = 0; i < all; i++) {
        if (symbols[i].st_shndx == data_index && ELF64_ST_TYPE(symbols[i].st_info) != STT_SECTION)
            data[count++] = (struct datum){names + symbols[i].st_name, &symbols[i], symbols[i].st_value, 0};
    }
    qsort(data, count, sizeof *data, compare_names);
}

static void read_order(const char *path)
{
    uint64_t size;
    char *rest = read_file(path, &size);

    for (char *line; (line = strsep(&rest, "\n"));) {
        const struct datum wanted = {.name = line};
        struct datum *datum = bsearch(&wanted, data, count, sizeof *data, compare_names);
        if (datum)
            datum->is_hot = 1;
    }
}

/* From here on the data are in the order of their addresses. The strings are in one piece, and other objects follow. */
static void find_strings(void)
{
    qsort(data, count, sizeof *data, compare_values);
    while (first_string < count && !starts_with(data[first_string].name, "__Str_"))
        first_string++;
    while (first_string + string_count < count && starts_with(data[first_string + string_count].name, "__Str_"))
        string_count++;
    const size_t end = first_string + string_count;
    if (!string_count || end == count ||
        (!starts_with(data[end].name, "__RuntimeType_") && !starts_with(data[end].name, "__FrozenObj_")))
        error(1, 0, "the literal strings are not where ILC puts them");
    for (size_t i = first_string; i < end; i++) {
        const uint64_t length = data[i + 1].was - data[i].was;
        if (!length || length % sizeof(uint64_t))
            error(1, 0, "%s is no object of whole words", data[i].name);
    }
    for (size_t i = end; i < count; i++) {
        if (starts_with(data[i].name, "__Str_"))
            error(1, 0, "the literal strings are not in one piece");
    }
}

/* Moves the hot strings to the front of all strings: their bytes, and their symbols. */
static void move_strings(void)
{
    unsigned char *bytes = object + sections[data_index].sh_offset;
    const uint64_t start = data[first_string].was - header_of_string;
    const uint64_t size = data[first_string + string_count].was - header_of_string - start;
    unsigned char *before = malloc(size);
    uint64_t to = start;

    if (!before)
        error(1, errno, "strings");
    memcpy(before, bytes + start, size);
    for (int is_hot = 1; is_hot >= 0; is_hot--) {
        for (size_t i = first_string; i < first_string + string_count; i++) {
            if (data[i].is_hot != is_hot)
                continue;
            const uint64_t from = data[i].was - header_of_string, length = data[i + 1].was - data[i].was;
            memcpy(bytes + to, before + (from - start), length);
            data[i].symbol->st_value = to + header_of_string;
            to += length;
        }
    }
    free(before);
}

/* Where a place in .data is now. */
static uint64_t moved(uint64_t place)
{
    size_t low = first_string, high = first_string + string_count;

    if (place < data[low].was - header_of_string || place >= data[high].was - header_of_string)
        return place;
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        if (data[middle].was - header_of_string <= place)
            low = middle;
        else
            high = middle;
    }
    return place - data[low].was + data[low].symbol->st_value;
}

static void move_relocations(void)
{
    for (int i = 0; i < section_count; i++) {
        if (sections[i].sh_type != SHT_RELA || (int)sections[i].sh_info != data_index)
            continue;
        Elf64_Rela *relocations = (Elf64_Rela *)(object + sections[i].sh_offset);
        for (size_t j = 0; j < sections[i].sh_size / sizeof *relocations; j++)
            relocations[j].r_offset = moved(relocations[j].r_offset);
    }
}

static int is_cold(const struct datum *datum)
{
    return !datum->is_hot &&
           (starts_with(datum->name, "__Str_") || starts_with(datum->name, "_ZTV") || starts_with(datum->name, "__GenericDict_"));
}

/* A range is from one cold datum's symbol to another's: no datum beside them reaches into it. */
static void write_ranges(FILE *header)
{
    uint64_t start = 0, end = 0;

    qsort(data, count, sizeof *data, compare_values);
    fputs("/* Made by order_data.c. */\nstatic const struct { unsigned start, end; } cold_ranges[] = {\n", header);
    for (size_t i = 0; i < count; i++) {
        if (is_cold(&data[i])) {
            end = data[i].symbol->st_value;
            if (!start)
                start = end;
        }
        if (!is_cold(&data[i]) || i + 1 == count) {
            if (start && end - start >= smallest_range)
                fprintf(header, "    {%lu, %lu},\n", (unsigned long)start, (unsigned long)end);
            start = 0;
        }
    }
    fputs("    {0, 0} /* C knows no empty arrays */\n};\n", header);
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 5)
        error(64, 0, "usage: order_data OBJECT ORDER NEW_OBJECT HEADER");
    read_symbols(read_object(arguments[1]));
    read_order(arguments[2]);
    find_strings();
    move_strings();
    move_relocations();

    FILE *result = create_file(arguments[3]), *header = create_file(arguments[4]);
    fwrite(object, 1, object_size, result);
    write_ranges(header);
    if (ferror(result) || fclose(result) || ferror(header) || fclose(header)) {
        unlink(arguments[3]);
        error(1, 0, "cannot write %s or %s", arguments[3], arguments[4]);
    }
    return 0;
}
