// Which dialect an api.func speaks, and which functions a shim defines.

using ApiFunc.Commands;
using ApiFunc.Functions;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace Unit.Commands;

public sealed class LibraryTextSpecs
{
    private static readonly Release s_release = new(
        new Uri("https://example.org/v1/"),
        [.. Release.Architectures.Select(known => new ReleaseFile(known.Name, $"{known.Name}.gz", 1, new string('a', 64)))]);

    [Theory]
    [InlineData("  local API_URL=\"http://api.community-scripts.org/upload\"", Dialects.Classic)]
    [InlineData("API_URL=http://api.community-scripts.org/dev/upload/updatestatus", Dialects.Classic)]
    [InlineData("TELEMETRY_URL=\"https://telemetry.community-scripts.org/telemetry\"", Dialects.Telemetry)]
    [InlineData("TELEMETRY_URL=https://reports.example.org\n_tm_send() {\n}", Dialects.Telemetry)]
    [InlineData("TELEMETRY_PAYLOAD_VERSION=2", Dialects.Telemetry)]
    [InlineData("_api_source_part sysinfo\n_api_source_part telemetry", Dialects.Telemetry)]
    [InlineData("# before: http://api.community-scripts.org/upload\nx=https://telemetry.community-scripts.org/", Dialects.Telemetry)]
    [InlineData("x=http://api.community-scripts.org/upload\n  # see telemetry.community-scripts.org", Dialects.Classic)]
    [InlineData("", null)]
    [InlineData("post_to_api() { curl https://reports.example.org/upload; }", null)]
    [InlineData("# _tm_send http://api.community-scripts.org/upload", null)]
    public void An_original_tells_its_dialect_by_its_code(string text, string? dialect)
    {
        Assert.Equal(dialect, LibraryText.DialectOf(text));
        Assert.False(LibraryText.IsShim(text));
    }

    [Theory]
    [InlineData(Dialects.Classic)]
    [InlineData(Dialects.Telemetry)]
    public void A_shim_tells_its_own(string dialect)
    {
        var shim = ShimGenerator.Render(dialect);

        Assert.True(LibraryText.IsShim(shim));
        Assert.Equal(dialect, LibraryText.DialectOf(shim));
        Assert.Equal(dialect, LibraryText.DialectOf(shim.Replace(" of apifunc ", " of apifunc 9.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_functions_of_a_shim_are_those_of_the_table_and_its_own_sorted_by_bytes()
    {
        var names = LibraryText.FunctionsOf(ShimGenerator.Render(Dialects.Telemetry));

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        Assert.Subset(names.ToHashSet(), FunctionTable.All.Select(function => function.Name).ToHashSet());
        Assert.All(
            names.Except(FunctionTable.All.Select(function => function.Name)),
            name => Assert.StartsWith("_api_func_", name, StringComparison.Ordinal));
    }

    [Fact]
    public void What_only_subshells_define_is_no_function_of_a_shim_that_fetches_its_binary()
    {
        var plain = LibraryText.FunctionsOf(ShimGenerator.Render(Dialects.Telemetry));
        var fetching = LibraryText.FunctionsOf(ShimGenerator.Render(Dialects.Telemetry, s_release));

        Assert.Subset(fetching.ToHashSet(), plain.ToHashSet());
        Assert.Contains("_api_func_find_cached", fetching);
        Assert.DoesNotContain("_api_func_download", fetching);
    }

    [Theory]
    [InlineData(Dialects.Classic)]
    [InlineData(Dialects.Telemetry)]
    public void A_shim_that_fetches_its_binary_tells_where(string dialect)
    {
        Assert.Equal("https://example.org/v1/", LibraryText.ReleaseOf(ShimGenerator.Render(dialect, s_release)));
        Assert.Null(LibraryText.ReleaseOf(ShimGenerator.Render(dialect)));
        Assert.Null(LibraryText.ReleaseOf(""));
    }
}
