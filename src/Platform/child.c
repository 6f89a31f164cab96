/*
 * How every program starts that this one runs through .NET's Process, which offers none of it: its call of execve comes here
 * (the linker's --wrap, see apifunc.csproj). detach.c does not use it.
 *
 * It runs in the child of a vfork, which has its memory in common with this process: it makes system calls, and nothing else.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "system_call.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2) /* Linux 5.11 */
#endif

extern char **apifunc_environment;

int __real_execve(const char *path, char *const arguments[], char *const environment[]);
int __wrap_execve(const char *path, char *const arguments[], char *const environment[]);

/* Descriptors from 3 on are closed by execve, and not before: through one of them .NET is told why execve failed. */
static void keep_standard_descriptors_only(void)
{
    struct rlimit limit;
    int end = 1024;

    if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;

    /* A limit that is none would keep older kernels busy for minutes. */
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= 1UL << 20)
        end = (int)limit.rlim_cur;
    for (int descriptor = 3; descriptor < end; descriptor++)
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

/* The environment is the caller's, byte for byte: .NET's copy is decoded, and holds what was set for this program. */
int __wrap_execve(const char *path, char *const arguments[], char *const environment[])
{
    const struct sigaction standard = {.sa_handler = SIG_DFL};

    (void)environment;
    setpgid(0, 0);                       /* so that it can be killed with all that it has started */
    sigaction(SIGPIPE, &standard, NULL); /* .NET ignores it */
    keep_standard_descriptors_only();
    return __real_execve(path, arguments, apifunc_environment);
}

/* A caller may have SIGCHLD ignored or blocked, and then .NET would never learn that a program has ended. */
__attribute__((constructor)) static void watch_children(void)
{
    struct sigaction action;
    sigset_t children;

    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
        action.sa_handler = SIG_DFL;
        sigaction(SIGCHLD, &action, NULL);
    }
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_UNBLOCK, &children, NULL);
}
