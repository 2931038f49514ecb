using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>Loads models in memory into ONNX Runtime.</summary>
internal static unsafe class ModelSession
{
    private delegate T Loader<T>(ReadOnlySpan<byte> bytes);

    /// <summary>Loads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to load and run it.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses the model (RSDTR1008).</exception>
    public static InferenceSession Load(OnnxModel model, SessionOptions options) => FromBytes(model.Proto, bytes => InferenceSession.Load(bytes, options));

    /// <summary>Loads a model as programs on boards do.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to load and run it.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses the model (RSDTR1008), or its input is not one float32 tensor of a known shape (RSDTR4004).</exception>
    public static EdgeModel LoadEdge(ModelProto model, EdgeModelOptions options) => FromBytes(model, bytes => EdgeModel.Load(bytes, options));

    private static T FromBytes<T>(ModelProto model, Loader<T> load)
    {
        int size = model.CalculateSize();
        // Not an array: half a gigabyte that nobody reads again would stay in memory until the collector comes by.
        void* bytes = NativeMemory.Alloc(checked((nuint)size));
        try
        {
            Span<byte> serialized = new(bytes, size);
            model.WriteTo(serialized);
            return load(serialized);
        }
        finally
        {
            NativeMemory.Free(bytes);
        }
    }
}
