namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>What a layer computes with from now on.</summary>
/// <param name="Kernel">T C kh kw numbers.</param>
/// <param name="BiasShift">T numbers that are added to the biases of the layer's convolutions; empty where they stay, or there are none.</param>
internal sealed record RefittedKernel(float[] Kernel, float[] BiasShift);
