// The classic reports, through the shim, in every shell: what arrives, and what the script is told.

using EndToEnd.Harness;

namespace EndToEnd;

public sealed class ReportSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_reports_a_container_and_tells_the_script_what_was_sent_and_answered(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            post_to_api
            printf '%s\n' "$JSON_PAYLOAD" "$RESPONSE"
            """, ("API_FUNC_URL", $"{server.Url}/upload"));

        const string body =
            """
            {"ct_type":1,"type":"lxc","disk_size":8,"core_count":2,"ram_size":1024,"os_type":"debian","os_version":"12","disableip6":"no","nsapp":"nginx","method":"default","pve_version":"not found","status":"installing","random_id":"5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"}
            """;
        Assert.Equal(new Outcome(0, $"{body}\n{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/upload", body), (request.Method, request.Path, request.Text));
        Assert.Equal("application/json", request.Headers.ContentType);
    }
}
