// A few inputs of each target, the same on every run. ./build.sh fuzz tries others, and as many as there is time for.

using Unit.Harness;

namespace Fuzz;

public sealed class TargetSpecs
{
    public static TheoryData<string> Names => [.. TargetList.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Whatever_it_is_given_a_target_holds_what_it_promises(string name)
    {
        using var target = TargetList.All.Single(one => one.Name == name).Make();

        target.Inputs.ForAll(target.Check, target.Cases, inParallel: false);
    }

    [Fact]
    public void A_seed_gives_the_same_inputs_each_time_and_hardly_any_twice()
    {
        using var target = TargetList.All[0].Make();

        byte[][] Inputs(uint seed) => [.. Enumerable.Range(0, 100).Select(number => target.Inputs.At(seed, (uint)number))];

        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));
        Assert.InRange(Inputs(1).Select(Convert.ToHexString).Distinct().Count(), 90, 100);
    }
}
