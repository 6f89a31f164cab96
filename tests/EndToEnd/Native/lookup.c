/* What a static program does that looks names up the usual way: it loads what /etc/nsswitch.conf names. */
#include <netdb.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct addrinfo *found;

    if (argc > 1 && strcmp(argv[1], "user") == 0)
        return getpwuid(geteuid()) == NULL;
    return getaddrinfo("upload.test", NULL, NULL, &found) != 0;
}
