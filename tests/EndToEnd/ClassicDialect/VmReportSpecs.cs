// The reports of VMs: consent is what a file says.

using EndToEnd.Harness;

namespace EndToEnd.ClassicDialect;

public sealed class VmReportSpecs
{
    // What the file holds, and what DIAGNOSTICS becomes; only "yes" in any case lets a report through.
    private static readonly (string Content, string Consent)[] s_files =
    [
        ("DIAGNOSTICS=yes\n", "yes"),
        ("DIAGNOSTICS=yes", "yes"),
        ("DIAGNOSTICS=YES\n", "YES"),
        ("Diagnostics=Yes\n", "Yes"),
        ("diagnostics=yes\n", "yes"),
        ("DIAGNOSTICS=yes\r\n", "yes"),
        ("DIAGNOSTICS=\"yes\"\n", "yes"),
        ("DIAGNOSTICS='yes'\r\n", "yes"),
        ("DIAGNOSTICS= \t\"yes\" \t\n", "yes"),
        ("# your choice\n\nDIAGNOSTICS=yes\n# the end\n", "yes"),
        ("DIAGNOSTICS=no\nDIAGNOSTICS=yes\n", "yes"),
        ("DIAGNOSTICS=yes\nother=1", "yes"),
        ("DIAGNOSTICS=yes\nDIAGNOSTICS=no\n", "no"),
        ("DIAGNOSTICS=yes\ndiagnostics=no", "no"),
        ("DIAGNOSTICS=yes\nDIAGNOSTICS=\n", ""),
        ("DIAGNOSTICS=no\n", "no"),
        ("DIAGNOSTICS=\"\"\n", ""),
        ("DIAGNOSTICS=y es\n", "y es"),
        ("DIAGNOSTICS=yes # really\n", "yes # really"),
        ("DIAGNOSTICS=true\n", "true"),
        ("DIAGNOSTICS=$(touch x)\\\n", "$(touch x)\\"),
        ("DIAGNOSTICS==yes\n", "=yes"),
        (" DIAGNOSTICS=yes\n", ""),
        ("export DIAGNOSTICS=yes\n", ""),
        ("#DIAGNOSTICS=yes\n", ""),
        ("MY_DIAGNOSTICS=yes\n", ""),
        ("DIAGNOSTICS: yes\n", ""),
        ("DIAGNOSTICS\n=yes\n", ""),
        ("yes\n", ""),
        ("", ""),
    ];

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_vm_reports_a_vm_and_sets_what_it_has_read_and_sent(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = new Host((Host.ConsentFile, "DIAGNOSTICS=Yes\n"));

        var outcome = await host.RunWithShim(shell, Report.Variables + """
            unset DIAGNOSTICS; CT_TYPE=1; DISK_SIZE=32G
            post_to_api_vm surplus arguments
            printf '%s\n' "$DIAGNOSTICS" "$DISK_SIZE_API" "$DISK_SIZE" "$JSON_PAYLOAD" "$RESPONSE"
            """, server.AsEndpoint());

        var body =
            """
            {"ct_type":2,"type":"vm","disk_size":32,"core_count":2,"ram_size":1024,"os_type":"debian","os_version":"12",
            "disableip6":"","nsapp":"nginx","method":"default","pve_version":"not found","status":"installing",
            "random_id":"5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"}
            """.Replace("\n", "");
        Assert.Equal(new Outcome(0, $"Yes\n32\n32G\n{body}\n{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/upload", body), (request.Method, request.Path, request.Text));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_disk_size_of_a_vm_is_what_stands_before_one_G(string shell)
    {
        (string Size, string Api, string Reported)[] cases =
        [
            ("32G", "32", "32"), ("32", "32", "32"), ("0.5G", "0.5", "0.5"), ("8GG", "8G", "0"), ("G", "", "0"), ("", "", "0"),
            ("8M", "8M", "0"),
        ];
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await host.RunWithShim(shell, Report.Variables + $"""
            for DISK_SIZE in {string.Join(' ', cases.Select(size => Shell.Quote(size.Size)))}; do
              post_to_api_vm
              printf '%s|%s\n' "$DISK_SIZE" "$DISK_SIZE_API"
            done
            unset DISK_SIZE
            post_to_api_vm
            printf '%s\n' "$DISK_SIZE_API"
            """, server.AsEndpoint());

        var expected = string.Concat(cases.Select(size => $"{size.Size}|{size.Api}\n")) + "\n";
        Assert.Equal(new Outcome(0, expected, ""), outcome);
        Assert.Equal([.. cases.Select(size => size.Reported), "0"], server.Requests.Select(request => request.Field("disk_size")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_last_answer_in_the_file_counts_whatever_the_script_has_exported(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await host.RunWithShim(shell, $$"""
            {{Report.Variables}}export DIAGNOSTICS
            {{ForEveryFile("""
                for DIAGNOSTICS in yes no; do
                  post_to_api_vm
                  printf '%s\n' "$DIAGNOSTICS"
                done
                """)}}
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, string.Concat(s_files.Select(file => $"{file.Consent}\n{file.Consent}\n")), ""), outcome);
        Assert.Equal(Permitted().SelectMany(file => new[] { file, file }), server.Requests.Select(request => request.Field("method")));
    }

    [Fact]
    public async Task The_binary_reads_the_file_as_the_shim_does()
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await Shell.Run(
            [.. host.Enter(), "sh", "-euc"],
            [
                ForEveryFile("""
                    export METHOD
                    DIAGNOSTICS=yes "$API_FUNC_BIN" post_to_api_vm
                    DIAGNOSTICS=no "$API_FUNC_BIN" post_to_api_vm
                    """),
            ],
            server.AsEndpoint(), ("RANDOM_UUID", "id"));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(Permitted().SelectMany(file => new[] { file, file }), server.Requests.Select(request => request.Field("method")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_file_nothing_is_sent_and_nothing_changes(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = new Host();

        var outcome = await host.RunWithShim(shell, Report.Variables + $$"""
            RESPONSE=before JSON_PAYLOAD=before DISK_SIZE_API=before
            post_to_api_vm
            mkdir -p {{Host.ConsentFile}}
            post_to_api_vm
            printf '%s\n' "$DIAGNOSTICS" "$RESPONSE" "$JSON_PAYLOAD" "$DISK_SIZE_API"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "yes\nbefore\nbefore\nbefore\n", ""), outcome);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_file_that_cannot_be_read_means_no(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await host.RunWithShimAndNoPrivileges(shell, Report.Variables + $$"""
            RESPONSE=before JSON_PAYLOAD=before
            post_to_api_vm
            printf '%s\n' "$DIAGNOSTICS" "$RESPONSE"
            chmod 000 {{Host.ConsentFile}}
            export DIAGNOSTICS=yes
            post_to_api_vm
            printf '%s\n' "$DIAGNOSTICS"
            DIAGNOSTICS=yes "$API_FUNC_BIN" post_to_api_vm
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, $"yes\n{RecordingServer.DefaultAnswer}201\n\n", ""), outcome);
        Assert.Single(server.Requests);
    }

    /// <summary>Runs a script for each of the files in turn; its number is in METHOD, to be reported.</summary>
    private static string ForEveryFile(string script) => string.Join('\n', s_files.Index().Select(file => $"""
        METHOD={file.Index}
        printf '%s' {Shell.Quote(file.Item.Content)} >{Host.ConsentFile}
        {script}
        """));

    /// <summary>The numbers of the files that let a report through.</summary>
    private static IEnumerable<string> Permitted() =>
        s_files.Index().Where(file => file.Item.Consent.Equals("yes", StringComparison.OrdinalIgnoreCase)).Select(file => $"{file.Index}");
}
