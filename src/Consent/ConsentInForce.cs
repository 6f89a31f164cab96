// What a script that is started now would find: whether its reports are sent, and who says so.

using ApiFunc.Script;

namespace ApiFunc.Consent;

/// <summary>What has been answered.</summary>
internal enum ConsentAnswer
{
    /// <summary>Nothing: scripts ask, and send nothing before.</summary>
    None,

    Yes,
    No,
}

/// <summary>One of those who may answer.</summary>
/// <param name="Name">What a person calls it: a variable or a file.</param>
/// <param name="Value">What it says, as it was written; empty for nothing.</param>
/// <param name="Answer">What that means by itself.</param>
internal sealed record ConsentSource(string Name, string Value, ConsentAnswer Answer);

/// <summary>
/// The answer that counts for a script that is started now: a refusal by DO_NOT_TRACK or the configuration, else the answer in the file
/// of the scripts, which they put in the place of the variable, else the variable.
/// </summary>
internal sealed class ConsentInForce
{
    private readonly ConsentSource _doNotTrack;
    private readonly ConsentSource _configuration;
    private readonly ConsentSource _file;
    private readonly ConsentSource _variable;

    /// <param name="script">The environment.</param>
    /// <param name="configuration">The administrator's configuration.</param>
    /// <param name="consentFile">The file of the scripts.</param>
    public ConsentInForce(ScriptVariables script, Configuration configuration, string consentFile = ScriptPaths.Consent)
    {
        var (doNotTrack, variable) = (script.Get(Variables.DoNotTrack), script.Get(Variables.Diagnostics));
        var file = ConsentFile.Read(consentFile);
        _doNotTrack = new(
            $"the variable {Variables.DoNotTrack}", doNotTrack,
            Script.Answer.IsDoNotTrack(doNotTrack) ? ConsentAnswer.No : ConsentAnswer.None);
        _configuration = new(
            configuration.Path, configuration.Objection ?? "", configuration.Refusal is null ? ConsentAnswer.None : ConsentAnswer.No);
        _file = new(consentFile, file ?? "", Meaning(file));
        _variable = new($"the variable {Variables.Diagnostics}", variable, Meaning(variable));

        IsBlocked = configuration.Problem is not null;
        (Answer, Reason) = Decide(configuration, isFileThere: file is not null);
    }

    /// <summary>What counts.</summary>
    public ConsentAnswer Answer { get; }

    /// <summary>Why, one line for a person.</summary>
    public string Reason { get; }

    /// <summary>Whether nothing is sent although nobody has refused: the configuration cannot be used.</summary>
    public bool IsBlocked { get; }

    /// <summary>Whether reports are sent.</summary>
    public bool IsOpen => Answer == ConsentAnswer.Yes && !IsBlocked;

    /// <summary>All who may answer: the first one that refuses counts, and without a refusal the first one that answers.</summary>
    public IReadOnlyList<ConsentSource> Sources => [_doNotTrack, _configuration, _file, _variable];

    /// <summary>Whether the variable says something else than the file, whose answer scripts put in its place.</summary>
    public bool IsVariableOverruled =>
        _file.Answer != ConsentAnswer.None && _variable.Answer != ConsentAnswer.None && _file.Answer != _variable.Answer;

    private (ConsentAnswer Answer, string Reason) Decide(Configuration configuration, bool isFileThere)
    {
        if (_doNotTrack.Answer == ConsentAnswer.No)
            return (ConsentAnswer.No, $"{Variables.DoNotTrack} is set in the environment");
        if (configuration.Refusal is { } refusal)
            return (ConsentAnswer.No, refusal);
        if (isFileThere)
        {
            return (_file.Answer, _file.Answer == ConsentAnswer.None
                ? $"there is no answer in {_file.Name}"
                : $"{Variables.Diagnostics}={_file.Value} in {_file.Name}");
        }

        return (_variable.Answer, _variable.Answer == ConsentAnswer.None
            ? $"nobody has answered yet, there is no {_file.Name}"
            : $"{Variables.Diagnostics}={_variable.Value} in the environment");
    }

    private static ConsentAnswer Meaning(string? value) =>
        string.IsNullOrEmpty(value) ? ConsentAnswer.None : Script.Answer.IsYes(value) ? ConsentAnswer.Yes : ConsentAnswer.No;
}
