// Tests that need what only root can do, such as giving a file away.

namespace Unit.Harness;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "only root can do this";
    }
}
