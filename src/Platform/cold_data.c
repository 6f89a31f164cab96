/*
 * Notices that cold data are used (order_data.c says which they are): their pages may not be read yet, so the kernel sends
 * SIGSEGV to the thread. The first one relocates them all and goes on; others that fault meanwhile wait for it. Any other SIGSEGV
 * is the runtime's.
 *
 * In a debugger: gdb stops there unless told "handle SIGSEGV nostop noprint pass".
 */
#define _GNU_SOURCE
#include <signal.h>

#include "relocate.h"
#include "system_call.h"

enum { kernel_sigset_size = 8 };

static const struct sigaction standard = {.sa_handler = SIG_DFL};

/* The runtime's, which makes a NullReferenceException of it. Its flags and mask are not applied: it wants the arguments of
 * SA_SIGINFO, and blocks nothing. */
static struct sigaction next = {.sa_handler = SIG_DFL};

int __real_sigaction(int signal, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old);

static void on_fault(int signal, siginfo_t *info, void *context)
{
    const unsigned long all = ~0UL;
    unsigned long mask;
    int is_cold = 0;

    if (info->si_code == SEGV_ACCERR) {
        system_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&mask, kernel_sigset_size);
        is_cold = apifunc_relocate_cold_data(info->si_addr);
        system_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, kernel_sigset_size);
    }
    if (is_cold)
        return;
    if (next.sa_handler == SIG_DFL || next.sa_handler == SIG_IGN)
        __real_sigaction(SIGSEGV, &standard, NULL); /* the same fault again ends the process */
    else
        next.sa_sigaction(signal, info, context);
}

/* The runtime asks for its handler here (the linker's --wrap). To set the standard one is the last thing that a process does,
 * or what the child of a vfork does, which has its memory in common with this process. */
int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
    if (signal != SIGSEGV)
        return __real_sigaction(signal, action, old);

    const struct sigaction before = next;
    if (action && action->sa_handler == SIG_DFL)
        __real_sigaction(SIGSEGV, action, NULL);
    else if (action)
        next = *action;
    if (old)
        *old = before;
    return 0;
}

/* A caller may have SIGSEGV blocked. The kernel ends a process that faults then. */
__attribute__((constructor(101))) static void handle_faults(void)
{
    const struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER};
    const unsigned long fault = 1UL << (SIGSEGV - 1);

    __real_sigaction(SIGSEGV, &action, NULL);
    system_call(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&fault, 0, kernel_sigset_size);
}
