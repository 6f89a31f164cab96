// Names of hosts and users, looked up without the host's own libraries.

namespace ApiFunc.Platform;

internal static class Lookups
{
    private static bool s_done;

    /// <summary>
    /// Keeps lookups inside the binary. The static glibc would load the modules that /etc/nsswitch.conf names, built
    /// for another glibc, and crash in them. To be called before anything is looked up.
    /// </summary>
    public static void KeepInside()
    {
        if (s_done)
            return;

        s_done = true;
        _ = Native.ConfigureLookup("hosts", "files dns");
        _ = Native.ConfigureLookup("passwd", "files");
        _ = Native.ConfigureLookup("group", "files");
    }
}
