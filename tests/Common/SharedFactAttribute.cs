namespace RsdtrEdge.Tests.Common;

/// <summary>A test that needs the real models and images beside the checkout, and says so where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (!RepositoryLayout.HasShared)
        {
            Skip = SharedMaterial.AbsentReason;
        }
    }
}
