// The reports of containers, through the shim, in every shell: what arrives, and what the script is told.

using EndToEnd.Harness;

namespace EndToEnd.ClassicDialect;

public sealed class ContainerReportSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_reports_a_container_and_tells_the_script_what_was_sent_and_answered(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            post_to_api
            printf '%s\n' "$JSON_PAYLOAD" "$RESPONSE"
            """, server.AsEndpoint());

        var body =
            """
            {"ct_type":1,"type":"lxc","disk_size":8,"core_count":2,"ram_size":1024,"os_type":"debian","os_version":"12",
            "disableip6":"no","nsapp":"nginx","method":"default","pve_version":"not found","status":"installing",
            "random_id":"5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"}
            """.Replace("\n", "");
        Assert.Equal(new Outcome(0, $"{body}\n{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/upload", body), (request.Method, request.Path, request.Text));
        Assert.Equal("application/json", request.Headers.ContentType);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_is_not_set_is_reported_as_its_default(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, """
            DIAGNOSTICS=yes RANDOM_UUID=id
            unset CT_TYPE DISK_SIZE CORE_COUNT RAM_SIZE var_os var_version DISABLEIP6 NSAPP METHOD
            post_to_api
            CT_TYPE= DISK_SIZE= CORE_COUNT= RAM_SIZE= var_os= var_version= DISABLEIP6= NSAPP= METHOD=
            post_to_api
            """, server.AsEndpoint());

        var body =
            """
            {"ct_type":1,"type":"lxc","disk_size":0,"core_count":0,"ram_size":0,"os_type":"","os_version":"","disableip6":"",
            "nsapp":"","method":"","pve_version":"not found","status":"installing","random_id":"id"}
            """.Replace("\n", "");
        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal([body, body], server.Requests.Select(request => request.Text));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Only_plain_numbers_are_reported_as_numbers(string shell)
    {
        // Value, whole number with the default 0, container type with the default 1, disk size.
        (string Value, string Whole, string Type, string Disk)[] cases =
        [
            ("0", "0", "0", "0"),
            ("8", "8", "8", "8"),
            ("007", "7", "7", "7"),
            ("000000000000000000", "0", "0", "0"),
            ("999999999999999999", "999999999999999999", "999999999999999999", "999999999999999999"),
            ("1000000000000000000", "0", "1", "0"),
            ("0000000000000000001", "0", "1", "0"),
            ("0.5", "0", "1", "0.5"),
            ("0012.500000", "0", "1", "12.500000"),
            ("999999999999999999.999999", "0", "1", "999999999999999999.999999"),
            ("1.2345678", "0", "1", "0"),
            ("1.", "0", "1", "0"),
            (".5", "0", "1", "0"),
            ("1.5.5", "0", "1", "0"),
            ("1,5", "0", "1", "0"),
            ("8G", "0", "1", "8"),
            ("0.5G", "0", "1", "0.5"),
            ("8GG", "0", "1", "0"),
            ("8g", "0", "1", "0"),
            ("G", "0", "1", "0"),
            ("-8", "0", "1", "0"),
            ("+8", "0", "1", "0"),
            ("1e3", "0", "1", "0"),
            ("0x10", "0", "1", "0"),
            (" 8", "0", "1", "0"),
            ("8 ", "0", "1", "0"),
            ("8\n", "0", "1", "0"),
            ("٣", "0", "1", "0"),
            ("NaN", "0", "1", "0"),
            ("1;touch x", "0", "1", "0"),
        ];
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + $"""
            for value in {string.Join(' ', cases.Select(number => Shell.Quote(number.Value)))}; do
              CT_TYPE=$value DISK_SIZE=$value CORE_COUNT=$value RAM_SIZE=$value METHOD=$value
              post_to_api
            done
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            cases.Select(number => (number.Value, number.Whole, number.Whole, number.Type, number.Disk)),
            server.Requests.Select(request => (
                request.Field("method"), request.Field("core_count"), request.Field("ram_size"), request.Field("ct_type"),
                request.Field("disk_size"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Every_call_of_post_to_api_reports_and_surplus_arguments_do_not_count(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            post_to_api surplus 'argu ments' --help
            post_to_api ''
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Text, server.Requests[1].Text);
    }
}
