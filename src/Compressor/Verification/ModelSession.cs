using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>Loads models in memory into ONNX Runtime.</summary>
internal static unsafe class ModelSession
{
    /// <summary>Loads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to load and run it.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses the model (RSDTR1008).</exception>
    public static InferenceSession Load(OnnxModel model, SessionOptions options)
    {
        int size = model.Proto.CalculateSize();
        // Not an array: half a gigabyte that nobody reads again would stay in memory until the collector comes by.
        void* bytes = NativeMemory.Alloc(checked((nuint)size));
        try
        {
            Span<byte> serialized = new(bytes, size);
            model.Proto.WriteTo(serialized);
            return InferenceSession.Load(serialized, options);
        }
        finally
        {
            NativeMemory.Free(bytes);
        }
    }
}
