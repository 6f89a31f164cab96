// The variables of a script that consents and has something to report, and how to read what arrived.

using System.Text.Json;

namespace EndToEnd.Harness;

internal static class Report
{
    /// <summary>The variables of an ordinary installation, as shell code.</summary>
    public const string Variables =
        """
        DIAGNOSTICS=yes; RANDOM_UUID=5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11; NSAPP=nginx; METHOD=default
        CT_TYPE=1; DISK_SIZE=8G; CORE_COUNT=2; RAM_SIZE=1024; var_os=debian; var_version=12; DISABLEIP6=no

        """;

    /// <summary>The setting that sends reports to a server.</summary>
    public static (string Name, string? Value) AsEndpoint(this RecordingServer server) => ("API_FUNC_URL", $"{server.Url}/upload");

    /// <summary>A body as JSON.</summary>
    public static JsonElement Json(this RecordedRequest request) => JsonDocument.Parse(request.Body).RootElement;

    /// <summary>A field of a body as text.</summary>
    public static string Field(this RecordedRequest request, string name) => request.Json().GetProperty(name).ToString();

    /// <summary>A field of an object, which has to be a text.</summary>
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
