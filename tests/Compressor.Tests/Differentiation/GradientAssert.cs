using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>What gradients are held to; the oracle is ONNX Runtime's own forward operator.</summary>
internal static class GradientAssert
{
    /// <summary>
    /// The adjoint identity &lt;v, J u&gt; = &lt;J^T v, u&gt; of an affine network y = J x + c with the input <c>x</c>. Float32 sums of a few hundred terms are
    /// exact to about 1e-6 of the product of the norms.
    /// </summary>
    public static void Adjoint(OnnxModel model, params long[] sizes) => Assert.All((bool[])[false, true], own => Adjoint(model, own, sizes));

    private static void Adjoint(OnnxModel model, bool ownOperators, long[] sizes)
    {
        using Differentiated network = new(model, ownOperators, "x");
        Assert.True(network.Graph.GradientOf.ContainsKey("x"), network.Graph.Unreached.GetValueOrDefault("x")?.ToString());
        Assert.Empty(network.Graph.Incomplete);
        int length = (int)sizes.Aggregate(1L, (product, size) => product * size);
        Dictionary<string, (float[], long[])> At(float[] numbers) => new() { ["x"] = (numbers, sizes) };
        float[] zero = new float[length];
        (float[] Numbers, long[] Sizes)[] constant = network.Forward(At(zero));
        for (int seed = 1; seed <= 3; seed++)
        {
            float[] u = ModelRunner.Noise(seed, length);
            (float[] Numbers, long[] Sizes)[] image = network.Forward(At(u));
            (float[] Numbers, long[] Sizes)[] vectors = [.. image.Select((output, index) => (ModelRunner.Noise(10 + seed + index, output.Numbers.Length), output.Sizes))];
            double left = 0;
            double scale = 0;
            for (int output = 0; output < image.Length; output++)
            {
                float[] moved = [.. image[output].Numbers.Zip(constant[output].Numbers, (y, c) => y - c)];
                left += Differentiated.Dot(vectors[output].Numbers, moved);
                scale += Differentiated.Norm(vectors[output].Numbers) * Differentiated.Norm(moved);
            }

            float[] gradient = network.Backward(At(zero), vectors)["x"];
            Assert.Equal(sizes, network.ShiftSizes["x"]);
            double right = Differentiated.Dot(gradient, u);
            Assert.True(Math.Abs(left - right) <= 2e-6 * scale, $"{left} is not {right} within 2e-6 of {scale}");
        }
    }

    /// <summary>
    /// Directional central differences at given values, one after the other, along the gradient and as much noise: with f = sum &lt;v, y&gt; accumulated in
    /// float64, (f(h) - f(-h)) / 2h = &lt;gradient, direction&gt; up to h^2 times the third derivative, and to the rounding of y over h: about 1e-7 / h.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">What it is fed.</param>
    /// <param name="step">h; the direction has a length of about 1.4.</param>
    /// <param name="tolerance">The difference that is accepted, as a part of the gradient's norm.</param>
    /// <param name="values">The values.</param>
    public static void Differences(
        OnnxModel model, Dictionary<string, (float[] Numbers, long[] Sizes)> inputs, double step, double tolerance, params string[] values) =>
        Assert.All((bool[])[false, true], own => Differences(model, own, inputs, step, tolerance, values));

    private static void Differences(
        OnnxModel model, bool ownOperators, Dictionary<string, (float[] Numbers, long[] Sizes)> inputs, double step, double tolerance, string[] values)
    {
        using Differentiated network = new(model, ownOperators, values);
        Assert.Empty(network.Graph.Unreached);
        Assert.Empty(network.Graph.Incomplete);
        (float[] Numbers, long[] Sizes)[] at = network.Forward(inputs);
        (float[] Numbers, long[] Sizes)[] vectors = [.. at.Select((output, index) => (ModelRunner.Noise(20 + index, output.Numbers.Length), output.Sizes))];
        Dictionary<string, float[]> gradients = network.Backward(inputs, vectors);
        foreach ((string value, float[] gradient) in gradients)
        {
            float[] noise = ModelRunner.Noise(7, gradient.Length);
            (double norm, double noiseNorm) = (Differentiated.Norm(gradient), Differentiated.Norm(noise));
            Assert.True(norm > 0, $"The gradient of {value} is zero.");
            float[] direction = [.. gradient.Zip(noise, (g, n) => (float)((g / norm) + (n / noiseNorm)))];
            double expected = Differentiated.Dot(gradient, direction);
            double difference = (Value(step) - Value(-step)) / (2 * step);
            Assert.True(
                Math.Abs(difference - expected) <= tolerance * norm, $"{value}: {difference} by differences, {expected} by the gradient (norm {norm}).");

            double Value(double by) => network.Forward(inputs, new Dictionary<string, float[]> { [value] = [.. direction.Select(number => (float)(by * number))] })
                .Zip(vectors, (y, v) => Differentiated.Dot(y.Numbers, v.Numbers)).Sum();
        }
    }
}
