// The files that scripts and administrators keep for all scripts of a host.

namespace ApiFunc.Script;

internal static class ScriptPaths
{
    /// <summary>The user's answer to the question for diagnostics, which the scripts ask once.</summary>
    public const string Consent = "/usr/local/community-scripts/diagnostics";

    /// <summary>The administrator's settings.</summary>
    public const string Configuration = "/usr/local/community-scripts/api-func.conf";
}
