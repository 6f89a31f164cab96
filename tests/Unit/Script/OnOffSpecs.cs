// The words for yes and no.

using ApiFunc.Script;

namespace Unit;

public sealed class OnOffSpecs
{
    [Theory]
    [InlineData(true, "on", "On", "yes", "YES", "true", "tRUE", "1")]
    [InlineData(false, "off", "OFF", "no", "No", "false", "False", "0")]
    [InlineData(null, "", " ", "y", "n", "on ", "10", "00", "enabled")]
    public void Words_mean_the_same_in_any_case(bool? meaning, params string[] words)
    {
        Assert.All(words, word => Assert.Equal(meaning, OnOff.Parse(word)));
    }

    [Fact]
    public void What_is_not_set_switches_nothing()
    {
        Assert.Null(OnOff.Parse(null));
        Assert.False(OnOff.IsOn(null));
    }
}
