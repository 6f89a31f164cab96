/*
 * Does with a file what the outbox does with a report that has to be on the disk, for the benchmark to know what of the
 * time that takes is the disk's.
 *
 * Usage: fsync DIRECTORY [wait]    waits for the disk only with the second argument
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char report[512] = {0};
    int waits = argc == 3;

    if (argc < 2 || chdir(argv[1]) != 0)
        return 1;
    mkdir("outbox", 0700);
    int file = open("outbox/temporary", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int directory = open("outbox", O_RDONLY | O_DIRECTORY);
    int above = open(".", O_RDONLY | O_DIRECTORY);
    if (write(file, report, sizeof report) != sizeof report || (waits && fsync(file) != 0))
        return 1;
    if (rename("outbox/temporary", "outbox/report") != 0 || (waits && (fsync(directory) != 0 || fsync(above) != 0)))
        return 1;
    unlink("outbox/report");
    return rmdir("outbox");
}
