/*
 * At each start the runtime looks for the memory and the processors that its cgroup may use: it reads the list of all mounts
 * twice, which on a host with many containers takes longer than all else that a start does. A process of a few milliseconds
 * has no use for it: apifunc.csproj says how much memory the collector may take, wherever it runs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

FILE *__real_fopen64(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);

/* The runtime's calls come here (the linker's --wrap). Where there is no such file, it takes what the machine has. */
FILE *__wrap_fopen64(const char *path, const char *mode)
{
    if (strcmp(path, "/proc/self/mountinfo") == 0) {
        errno = ENOENT;
        return NULL;
    }
    return __real_fopen64(path, mode);
}
