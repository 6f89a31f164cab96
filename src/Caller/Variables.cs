// The fixed list of names: every variable that a function reads from the script, and every one that it may set there.

namespace ApiFunc.Caller;

internal static class Variables
{
    public const string CoreCount = "CORE_COUNT";
    public const string CtType = "CT_TYPE";
    public const string DevMode = "DEV_MODE";
    public const string Diagnostics = "DIAGNOSTICS";
    public const string DisableIp6 = "DISABLEIP6";
    public const string DiskSize = "DISK_SIZE";
    public const string DiskSizeApi = "DISK_SIZE_API";
    public const string DoNotTrack = "DO_NOT_TRACK";
    public const string JsonPayload = "JSON_PAYLOAD";
    public const string Method = "METHOD";
    public const string NsApp = "NSAPP";
    public const string OsType = "var_os";
    public const string OsVersion = "var_version";
    public const string PostUpdateDone = "POST_UPDATE_DONE";
    public const string RamSize = "RAM_SIZE";
    public const string RandomUuid = "RANDOM_UUID";
    public const string Response = "RESPONSE";

    /// <summary>What the shim passes to the binary, whether the script has exported it or not.</summary>
    public static IEnumerable<string> Passed =>
    [
        CoreCount, CtType, DevMode, Diagnostics, DisableIp6, DiskSize, DoNotTrack, Method, NsApp, OsType, OsVersion,
        RamSize, RandomUuid, .. Settings.Names,
    ];
}
