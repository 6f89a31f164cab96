/* What relocate.c leaves for later. */
#ifndef APIFUNC_RELOCATE_H
#define APIFUNC_RELOCATE_H

/* Relocates the cold data, if the address is one of theirs; returns whether it is. Call it with all signals blocked: the handler
 * of another signal might use cold data, and would wait for itself. */
int apifunc_relocate_cold_data(const void *address);

/* Relocates OpenSSL's tables: OpenSSL.cs calls it. */
void apifunc_relocate_openssl(void);

#endif
