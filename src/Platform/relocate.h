/* What relocate.c leaves for later. */
#ifndef APIFUNC_RELOCATE_H
#define APIFUNC_RELOCATE_H

/* Relocates the cold data, if the address is one of theirs; returns whether it is. For signal handlers that no other signal
 * can interrupt: that one might need the data, too. */
int apifunc_relocate_cold_data(const void *address);

/* Relocates OpenSSL's tables: OpenSSL.cs calls it. */
void apifunc_relocate_openssl(void);

#endif
