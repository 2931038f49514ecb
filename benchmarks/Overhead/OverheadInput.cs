using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>A network's input, as both sides take it.</summary>
/// <param name="Values">Its elements.</param>
/// <param name="Shape">Its shape, such as 1,3,32,32.</param>
/// <param name="RawPath">The elements as bytes, for the C program.</param>
/// <param name="ArrayPath">The elements as .npy, for <c>rsdtr-edge run</c>.</param>
internal sealed record OverheadInput(float[] Values, string Shape, string RawPath, string ArrayPath)
{
    /// <summary>Makes a seeded one.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="model">The network.</param>
    public static OverheadInput Write(string folder, EdgeModel model)
    {
        float[] values = SeededInput.Normal(model.Input.Length, seed: 1);
        OverheadInput input = new(values, string.Join(',', model.InputShape), Path.Combine(folder, "input.raw"), Path.Combine(folder, "input.npy"));
        File.WriteAllBytes(input.RawPath, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        NpyWriter.Save(input.ArrayPath, values, [.. model.InputShape.Select(size => (int)size)]);
        return input;
    }
}
