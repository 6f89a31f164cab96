// Checkouts of script collections, made for a test: as many scripts as it likes, which fetch their library as the real ones do.

using System.Text;

namespace EndToEnd.Harness;

internal sealed class GeneratedCheckout : IDisposable
{
    private const string Upstream = "https://raw.githubusercontent.com/community-scripts/ProxmoxVE/main";
    private const string Gitea = "https://git.community-scripts.org/community-scripts/ProxmoxVED/raw/branch/main";
    private const string Core = "https://raw.githubusercontent.com/community-scripts/core/main";

    /// <summary>An api.func as scripts of the classic dialect expect it.</summary>
    public const string ClassicLibrary = """
        # Reports to the server of old.
        post_to_api() {
          local API_URL="http://api.community-scripts.org/upload"
          curl -s -X POST "$API_URL" -d "$JSON_PAYLOAD" || true
        }

        """;

    /// <summary>The same of the telemetry dialect.</summary>
    public const string TelemetryLibrary = """
        # Reports to the server of today; http://api.community-scripts.org/upload was the one before.
        TELEMETRY_URL="${TELEMETRY_URL:-https://telemetry.community-scripts.org/telemetry}"
        _tm_send() { curl -s -X POST "$TELEMETRY_URL" -d "$1" || true; }

        """;

    private readonly TemporaryDirectory _directory = new();

    private GeneratedCheckout()
    {
    }

    public string Path => _directory.Path;

    /// <summary>In the form of ProxmoxVE: scripts fetch misc/build.func, and that fetches misc/api.func.</summary>
    /// <param name="library">Its api.func.</param>
    /// <param name="scripts">How many scripts install applications; some more use the library in other ways.</param>
    public static GeneratedCheckout OfProxmoxVE(string library, int scripts = 3)
    {
        var checkout = new GeneratedCheckout();
        checkout.Write("misc/api.func", library);
        checkout.Write("misc/build.func", $$"""
            variables() {
              NSAPP=${APP,,}
              RANDOM_UUID=$(cat /proc/sys/kernel/random/uuid)
              DIAGNOSTICS=yes
            }
            source <(curl -fsSL {{Upstream}}/misc/api.func)
            source <(curl -fsSL {{Upstream}}/misc/core.func)
            build_container() {
              post_to_api
              post_update_to_api "done" "none"
            }

            """);
        checkout.Write("misc/core.func", $"# Nothing here leads to {Upstream}/misc/api.func.\nheader_info() {{ :; }}\n");
        checkout.Write("misc/install.func", $"source <(curl -fsSL {Upstream}/misc/core.func)\n");
        for (var i = 0; i < scripts; i++)
        {
            checkout.Write($"ct/app{i}.sh", $"""
                #!/usr/bin/env bash
                source <(curl -fsSL {Upstream}/misc/build.func)
                # License: MIT | https://github.com/community-scripts/ProxmoxVE/raw/main/LICENSE
                APP="App{i}"
                var_os=debian var_version=12 CT_TYPE=1 DISK_SIZE=4 CORE_COUNT=1 RAM_SIZE=512 METHOD=default
                header_info
                variables
                build_container

                """);
            checkout.Write($"install/app{i}-install.sh", "source /dev/stdin <<<\"$FUNCTIONS_FILE_PATH\"\nmsg_ok\n");
        }

        checkout.Write("vm/machine.sh", $"source /dev/stdin <<<$(curl -fsSL {Gitea}/misc/api.func)\npost_to_api_vm\n");
        checkout.Write("tools/pve/tool.sh", $"source <(curl -fsSL {Upstream.Replace("/main", "/refs/heads/main")}/misc/api.func)\n");
        checkout.Write("tools/addon/addon.sh", $"source <(curl -fsSL \"${{COMMUNITY_SCRIPTS_URL:-{Upstream}}}/misc/api.func\")\n");
        checkout.Write("tools/copy.sh", "curl https://raw.githubusercontent.com/else/where/main/data.txt\n");
        return checkout;
    }

    /// <summary>In the form of community-scripts/core: api.func sources its parts, and lists say which functions there are.</summary>
    public static GeneratedCheckout OfCore()
    {
        var checkout = new GeneratedCheckout();
        checkout.Write("api/api.func", """
            _api_source_part() { _cs_source_func "api/$1.func"; }
            _api_source_part exitcodes
            _api_source_part telemetry

            """);
        checkout.Write("api/exitcodes.func", "explain_exit_code() { :; }\n");
        checkout.Write("api/telemetry.func", "_tm_send() { :; }\npost_to_api() { :; }\nold_name() { :; }\n");
        checkout.Write("api/API.txt", "_tm_send\nexplain_exit_code\nold_name\npost_to_api\n");
        checkout.Write("ui/API.txt", "_tm_send\nadvanced_settings\nexplain_exit_code\nold_name\npost_to_api\nzz_last\n");
        checkout.Write("ui/build-ui.func", $$"""
            _build_ui_source() {
              local base="${COMMUNITY_SCRIPTS_CORE_URL:-{{Core}}}"
              if declare -f _cs_source_func >/dev/null; then _cs_source_func "$1"; else source <(curl -fsSL "$base/$1"); fi
            }
            _build_ui_source "api/api.func"
            advanced_settings() { :; }
            zz_last() { :; }

            """);
        checkout.Write("core/build.func", $"_CS_CORE_DEFAULT_URL=\"${{_CS_CORE_DEFAULT_URL:-{Core}}}\"\n");
        return checkout;
    }

    /// <summary>Makes it a clone of a repository.</summary>
    public void CloneOf(string url, string branch = "main")
    {
        Write(
            ".git/config",
            $"[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n");
        Write(".git/HEAD", $"ref: refs/heads/{branch}\n");
    }

    public string File(string name) => _directory.File(name);

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    public void Write(string name, string content) => _directory.Write(name, content);

    /// <summary>Adds a comment with a byte that is no UTF-8.</summary>
    public void AppendByte(string name) => System.IO.File.AppendAllBytes(File(name), [.. "# "u8, 0xE4, (byte)'\n']);

    /// <summary>All files with what they hold, a character for each byte.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.GetFiles(Path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file[(Path.Length + 1)..], file => System.IO.File.ReadAllText(file, Encoding.Latin1)),
        StringComparer.Ordinal);

    public void Dispose() => _directory.Dispose();
}
