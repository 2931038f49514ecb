using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Reads a ring back from a written network, by the chain's definition alone (DESIGN section 3).</summary>
internal static class WrittenCores
{
    /// <summary>
    /// The kernel W(t,c,i,j) that the stages multiply to: the branch r1 maps c to its channels r2 (stage c), those to r3 along the
    /// rows (i), those to r0 along the columns (j); t sums over r1 and r0.
    /// </summary>
    public static float[] Multiply(OnnxGraph graph, string weight, LayerReport layer)
    {
        (int t, int c, int height, int width) = ((int)layer.Shape[0], (int)layer.Shape[1], (int)layer.Shape[2], (int)layer.Shape[3]);
        (int r0, int r1, int r2, int r3) = (layer.Ranks[0], layer.Ranks[1], layer.Ranks[2], layer.Ranks[3]);
        float[] output = Read(graph, $"{weight}/G1", t, r1 * r0, 1, 1);
        float[] input = Read(graph, $"{weight}/G2", r1 * r2, c, 1, 1);
        float[] rows = Read(graph, $"{weight}/G3", r3, r2, height, 1);
        float[] columns = Read(graph, $"{weight}/G4", r0, r3, 1, width);

        float[] kernel = new float[t * c * height * width];
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                // spatial(a, p) = sum over q of columns(a, q, j) rows(q, p, i); between(b, a, channel) the same behind the input stage.
                double[,] spatial = new double[r0, r2];
                for (int a = 0; a < r0; a++)
                {
                    for (int p = 0; p < r2; p++)
                    {
                        for (int q = 0; q < r3; q++)
                        {
                            spatial[a, p] += (double)columns[(((a * r3) + q) * width) + j] * rows[(((q * r2) + p) * height) + i];
                        }
                    }
                }

                double[,] between = new double[r1 * r0, c];
                for (int b = 0; b < r1; b++)
                {
                    for (int a = 0; a < r0; a++)
                    {
                        for (int channel = 0; channel < c; channel++)
                        {
                            for (int p = 0; p < r2; p++)
                            {
                                between[(b * r0) + a, channel] += spatial[a, p] * input[(((b * r2) + p) * c) + channel];
                            }
                        }
                    }
                }

                for (int y = 0; y < t; y++)
                {
                    for (int channel = 0; channel < c; channel++)
                    {
                        double sum = 0;
                        for (int branch = 0; branch < r1 * r0; branch++)
                        {
                            sum += output[(y * r1 * r0) + branch] * between[branch, channel];
                        }

                        kernel[(((((y * c) + channel) * height) + i) * width) + j] = (float)sum;
                    }
                }
            }
        }

        return kernel;
    }

    private static float[] Read(OnnxGraph graph, string name, params long[] shape)
    {
        Assert.Equal(shape, graph.Initializer(name)!.Dims);
        return TensorReader.ToFloats(graph.Initializer(name)!);
    }
}
