/*
 * Starts a process that has nothing to do with this one any more: neither its session, nor its terminal, nor its
 * descriptors, nor its directory, nor its signals. Whoever waits for the end of this process's output does not wait for
 * that one.
 *
 * posix_spawn would make this process wait until the new program is loaded, and fork copy all of its memory. Here the
 * new process has the memory in common with this one, as with vfork, but a stack of its own, and nobody waits. What runs
 * on that stack must leave alone whatever it shares, errno above all: it makes system calls, and nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "system_call.h"

enum { stack_size = 16 * 1024, kernel_sigset_size = 8 };

extern char **apifunc_environment;

/* What the new process needs. It is allocated with its stack and never freed: nobody knows when the child is done with it. */
struct start {
    char *arguments[4];
    int input, output;
    unsigned long most_descriptors;
};

static int run(void *argument)
{
    const struct start *start = argument;
    const unsigned long none = 0;
    const struct {
        void *handler;
        unsigned long flags, restorer, mask;
    } standard = {0}, ignored = {.handler = (void *)SIG_IGN}; /* struct sigaction as the kernel has it; 0 is SIG_DFL */

    /* First of all: somebody may wait for the end of the output. */
    system_call(SYS_dup3, start->input, 0, 0, 0);
    system_call(SYS_dup3, start->output, 1, 0, 0);
    system_call(SYS_dup3, start->output, 2, 0, 0);
    if (system_call(SYS_close_range, 3, ~0U, 0, 0) != 0) {
        for (unsigned long descriptor = 3; descriptor < start->most_descriptors; descriptor++)
            system_call(SYS_close, descriptor, 0, 0, 0);
    }

    /* What the old session was sent is not meant for this process: SIGHUP, where its leader has ended meanwhile, or Ctrl-C.
     * Ignoring a signal discards a pending one. */
    system_call(SYS_setsid, 0, 0, 0, 0);
    for (int signal = 1; signal <= 64; signal++) {
        system_call(SYS_rt_sigaction, signal, (long)&ignored, 0, kernel_sigset_size);
        system_call(SYS_rt_sigaction, signal, (long)&standard, 0, kernel_sigset_size);
    }

    system_call(SYS_chdir, (long)"/", 0, 0, 0);
    system_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, kernel_sigset_size);
    system_call(SYS_execve, (long)start->arguments[0], (long)start->arguments, (long)apifunc_environment, 0);
    system_call(SYS_exit_group, 127, 0, 0, 0);
    __builtin_unreachable();
}

/* Returns 0, or an error number where it can be seen that there will be no such process: without /dev/null, for one. */
int apifunc_detach(const char *path, const char *first, const char *second)
{
    struct rlimit descriptors;
    sigset_t all, before;
    int error = 0;

    if (access(path, X_OK) != 0)
        return errno;
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input == -1)
        return errno;
    int output = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (output == -1) {
        error = errno;
        close(input);
        return error;
    }

    char *memory = malloc(sizeof(struct start) + stack_size);
    if (memory == NULL) {
        error = ENOMEM;
    } else {
        struct start *start = (struct start *)memory;
        *start = (struct start){{strdup(path), strdup(first), strdup(second), NULL}, input, output, 1024};
        /* Only kernels without close_range need it: a limit that is none would keep them busy for minutes. */
        if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0 && descriptors.rlim_cur <= 1UL << 20)
            start->most_descriptors = descriptors.rlim_cur;

        /* No handler of this process may run on that stack. */
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        if (!start->arguments[0] || !start->arguments[1] || !start->arguments[2])
            error = ENOMEM;
        else if (clone(run, memory + sizeof(struct start) + stack_size, CLONE_VM, start) == -1)
            error = errno;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }

    close(input);
    close(output);
    return error;
}
