namespace RsdtrEdge.Tests.Common;

/// <summary>Names in the material beside the checkout.</summary>
internal static class SharedMaterial
{
    public const string AbsentReason = "needs the real models and images of ../shared, which is absent";
}
