// Reports that somebody has collected, as lines, and what they come to.

using System.Text;
using ApiFunc.Statistics;

namespace Unit.Harness;

internal static class Collected
{
    private const string Name = "reports.jsonl";

    /// <summary>What the lines come to.</summary>
    public static Figures From(params string[] lines) => From(new RunFilter(), lines);

    /// <summary>What those lines come to that a filter lets count.</summary>
    public static Figures From(RunFilter filter, params string[] lines) => From(filter, Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>The same with bytes, in a file.</summary>
    public static Figures From(RunFilter filter, byte[] file)
    {
        var collector = new RunCollector();
        collector.Add(Name, new LineReader(Reader(file)));
        return new Figures(collector, filter);
    }

    /// <summary>Hands out bytes, at most so many at a time.</summary>
    public static LineReader.Fill Reader(byte[] bytes, int atOnce = int.MaxValue)
    {
        var at = 0;
        return buffer =>
        {
            var count = Math.Min(Math.Min(atOnce, buffer.Length), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        };
    }

    /// <summary>A telemetry report as a file: URL keeps it.</summary>
    /// <param name="id">Its execution.</param>
    /// <param name="status">Its status.</param>
    /// <param name="time">When it was written, on 2026-02-11: 10:00; empty for a body alone.</param>
    /// <param name="fields">More fields, which win: JSON without braces.</param>
    public static string Telemetry(string id, string status, string time = "10:00", string fields = "")
    {
        var body = $$"""
            {"payload_version":2,"random_id":"r-{{id}}","execution_id":"{{id}}","type":"lxc","nsapp":"nginx","status":"{{status}}",
            "pve_version":"9.1.2","exit_code":0,"error":"","error_category":"","install_duration":0,"failed_command":"",
            "repo_source":"ProxmoxVE","repo_slug":"community-scripts/ProxmoxVE"{{(fields.Length > 0 ? "," + fields : "")}}}
            """.ReplaceLineEndings("");
        return Kept("telemetry", body, time);
    }

    /// <summary>A classic report that an installation begins.</summary>
    public static string ClassicStart(string id, string application = "nginx", string time = "10:00") => Kept(
        "upload",
        $$"""{"ct_type":1,"type":"lxc","nsapp":"{{application}}","pve_version":"8.2.4","status":"installing","random_id":"{{id}}"}""",
        time);

    /// <summary>A classic report that one has ended.</summary>
    public static string ClassicEnd(string id, string status, string error = " ", string time = "10:02") => Kept(
        "updatestatus", $$"""{"status":"{{status}}","error":"{{error}}","random_id":"{{id}}"}""", time);

    private static string Kept(string endpoint, string body, string time) =>
        time.Length == 0 ? body : $$"""{"time":"2026-02-11T{{time}}:00.000Z","endpoint":"{{endpoint}}","report":{{body}}}""";
}
