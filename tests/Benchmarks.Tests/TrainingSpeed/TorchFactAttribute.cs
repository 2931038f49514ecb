using RsdtrEdge.Benchmarks.TrainingSpeed;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <summary>A test that needs a Python with PyTorch, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_python = new(TorchSide.FindPython);

    public TorchFactAttribute()
    {
        if (Python is null)
        {
            Skip = "needs a Python with PyTorch and NumPy, such as Debian's python3-torch and python3-numpy";
        }
    }

    public static string? Python => s_python.Value;
}
