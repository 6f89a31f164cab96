/*
 * What has to happen before the .NET runtime starts, and cannot be done from C#: the constructor takes from the environment
 * what would let it steer the runtime or OpenSSL, and makes sure that descriptors 0 to 2 are open. It also spares libc a
 * second arena.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    mallopt(M_ARENA_MAX, 1); /* the collector's thread, which each start has, would reserve one of 64 MiB for itself */
}
