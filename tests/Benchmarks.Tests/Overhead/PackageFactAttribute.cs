using RsdtrEdge.Benchmarks.Overhead;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

/// <summary>A test that needs ONNX Runtime's own package, which refuses libraries older than itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute() => Skip = PackageSide.Refusal;
}
