// What is masked and what stays: each rule's own examples, and what has to be true of all rules together.

using ApiFunc.Privacy;

namespace Unit;

public sealed class RedactionSpecs
{
    private static readonly Redactor s_redactor = new("");

    public static TheoryData<string> Rules => [.. RuleTable.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_masks_its_examples(string name)
    {
        var rule = Rule(name);

        Assert.NotEmpty(rule.Masks);
        Assert.All(rule.Masks, example => Assert.Equal(example.Masked, rule.Apply(example.Text)));
        Assert.All(rule.Masks, example => Assert.NotEqual(example.Text, example.Masked));
    }

    [Theory, MemberData(nameof(Rules))]
    public void No_rule_changes_what_another_leaves(string name)
    {
        Assert.NotEmpty(Rule(name).Keeps);
        Assert.All(Rule(name).Keeps, text => Assert.Equal(text, s_redactor.Apply(text)));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Applied_twice_the_rules_do_what_they_do_once(string name)
    {
        Assert.All(Rule(name).Masks, example => Assert.Equal(s_redactor.Apply(example.Text), s_redactor.Apply(s_redactor.Apply(example.Text))));
    }

    private static Rule Rule(string name) => RuleTable.All.Single(rule => rule.Name == name);
}
