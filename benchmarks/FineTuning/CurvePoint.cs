namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A network behind an epoch, on the images that were held out.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Top1">The share of right classes; null without labels.</param>
/// <param name="Agreement">The share with the teacher's class; null without a teacher.</param>
internal readonly record struct CurvePoint(int Epoch, double? Top1, double? Agreement);
