/* A library that ends who loads it. It needs no other one, so that nothing keeps it from being loaded. */
__attribute__((constructor)) static void spring(void)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(231 /* exit_group */), "D"(99) : "rcx", "r11", "memory");
}

/* OpenSSL asks a provider for this before it uses it. */
int OSSL_provider_init(void)
{
    return 0;
}
