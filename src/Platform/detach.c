/*
 * Starts a process that has nothing to do with this one any more: neither its session, nor its terminal, nor its
 * descriptors, nor its directory, nor its signals. Whoever waits for the end of this process's output does not wait for
 * that one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>

extern char **apifunc_environment;

/* What is to be started, and what came of it. */
struct detachment {
    pthread_t thread;
    int has_thread, error;
    char *arguments[4];
};

/* Without /dev/null there is no such process. */
static void *start(void *argument)
{
    struct detachment *detachment = argument;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t child;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    detachment->error = posix_spawn(&child, detachment->arguments[0], &actions, &attributes, detachment->arguments, apifunc_environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return NULL;
}

/* Begins to start it, and returns what apifunc_detached is to be called with. posix_spawn makes its thread wait for the
 * new program: that is one with nothing else to do, while the caller's may wait for the disk. */
struct detachment *apifunc_detach(const char *path, const char *first, const char *second)
{
    struct detachment *detachment = calloc(1, sizeof *detachment);
    if (detachment == NULL)
        return NULL;

    detachment->arguments[0] = strdup(path);
    detachment->arguments[1] = strdup(first);
    detachment->arguments[2] = strdup(second);
    detachment->has_thread = pthread_create(&detachment->thread, NULL, start, detachment) == 0;
    if (!detachment->has_thread)
        start(detachment);
    return detachment;
}

/* Returns once it has started: 0, or an error number. */
int apifunc_detached(struct detachment *detachment)
{
    if (detachment == NULL)
        return ENOMEM;
    if (detachment->has_thread)
        pthread_join(detachment->thread, NULL);

    int error = detachment->error;
    for (int i = 0; i < 3; i++)
        free(detachment->arguments[i]);
    free(detachment);
    return error;
}
