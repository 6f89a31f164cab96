// Which answer counts, and who gave it.

using ApiFunc.Consent;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class ConsentInForceSpecs : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(null, null, null, null, "None", "nobody has answered yet, there is no FILE")]
    [InlineData(null, null, "DIAGNOSTICS=yes", null, "Yes", "DIAGNOSTICS=yes in FILE")]
    [InlineData(null, null, "DIAGNOSTICS=no", null, "No", "DIAGNOSTICS=no in FILE")]
    [InlineData(null, null, "# nothing", null, "None", "there is no answer in FILE")]
    [InlineData(null, null, "# nothing", "yes", "None", "there is no answer in FILE")]
    [InlineData(null, null, null, "YES", "Yes", "DIAGNOSTICS=YES in the environment")]
    [InlineData(null, null, null, "maybe", "No", "DIAGNOSTICS=maybe in the environment")]
    [InlineData(null, null, "DIAGNOSTICS=yes", "no", "Yes", "DIAGNOSTICS=yes in FILE")]
    [InlineData("1", null, "DIAGNOSTICS=yes", "yes", "No", "DO_NOT_TRACK is set in the environment")]
    [InlineData("0", null, "DIAGNOSTICS=yes", null, "Yes", "DIAGNOSTICS=yes in FILE")]
    [InlineData(null, "DIAGNOSTICS=no", "DIAGNOSTICS=yes", "yes", "No", "DIAGNOSTICS is not 'yes' in CONF")]
    [InlineData(null, "DO_NOT_TRACK=1", "DIAGNOSTICS=yes", "yes", "No", "DO_NOT_TRACK is set in CONF")]
    [InlineData(null, "DIAGNOSTICS=yes", null, null, "None", "nobody has answered yet, there is no FILE")]
    public void A_refusal_counts_first_then_the_file_then_the_variable(
        string? doNotTrack, string? configuration, string? file, string? variable, string answer, string reason)
    {
        var consent = Read(doNotTrack, configuration, file, variable);

        Assert.Equal((answer, answer == "Yes"), ($"{consent.Answer}", consent.IsOpen));
        Assert.Equal(reason.Replace("FILE", FilePath).Replace("CONF", ConfigurationPath), consent.Reason);
    }

    [Fact]
    public void Nothing_is_sent_while_the_configuration_cannot_be_used()
    {
        File.WriteAllText(ConfigurationPath, "");
        File.SetUnixFileMode(ConfigurationPath, (UnixFileMode)0b110_110_110);

        var consent = Read(null, null, "DIAGNOSTICS=yes", null);

        Assert.Equal((ConsentAnswer.Yes, true, false), (consent.Answer, consent.IsBlocked, consent.IsOpen));
    }

    [Theory]
    [InlineData("DIAGNOSTICS=yes", "no", true)]
    [InlineData("DIAGNOSTICS=no", "yes", true)]
    [InlineData("DIAGNOSTICS=yes", "YES", false)]
    [InlineData("DIAGNOSTICS=yes", null, false)]
    [InlineData("", "no", false)]
    [InlineData(null, "no", false)]
    public void A_variable_that_scripts_replace_is_known(string? file, string? variable, bool expected) =>
        Assert.Equal(expected, Read(null, null, file, variable).IsVariableOverruled);

    [Fact]
    public void All_who_may_answer_are_named_with_what_they_say()
    {
        var sources = Read("0", "DIAGNOSTICS=no", "DIAGNOSTICS=yes", "no").Sources;

        Assert.Equal(
            [
                ("the variable DO_NOT_TRACK", "0", ConsentAnswer.None),
                (ConfigurationPath, $"DIAGNOSTICS is not 'yes' in {ConfigurationPath}", ConsentAnswer.No),
                (FilePath, "yes", ConsentAnswer.Yes),
                ("the variable DIAGNOSTICS", "no", ConsentAnswer.No),
            ],
            sources.Select(source => (source.Name, source.Value, source.Answer)));
    }

    private string FilePath => _tree.Path("diagnostics");

    private string ConfigurationPath => _tree.Path("api-func.conf");

    private ConsentInForce Read(string? doNotTrack, string? configuration, string? file, string? variable)
    {
        if (configuration is not null)
            File.WriteAllText(ConfigurationPath, configuration);
        if (file is not null)
            File.WriteAllText(FilePath, file);
        var variables = new[] { ("DO_NOT_TRACK", doNotTrack), ("DIAGNOSTICS", variable) };
        var script = Script.With(variables.Where(set => set.Item2 is not null).Select(set => (set.Item1, set.Item2!)));
        return new ConsentInForce(script, Configuration.Read(ConfigurationPath), FilePath);
    }
}
