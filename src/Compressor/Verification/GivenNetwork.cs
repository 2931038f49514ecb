using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>Loads networks as they were given. ONNX Runtime refuses files of the first format versions and operator sets; their canonical form computes the same.</summary>
internal static class GivenNetwork
{
    /// <summary>Loads a network, in canonical form where ONNX Runtime refuses the file.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads of ONNX Runtime; 0 is one for each processor.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses both forms, or there is no other (RSDTR1008, or what canonicalization refuses); the error is of the network's file.</exception>
    public static InferenceSession Load(OnnxModel network, int threads)
    {
        try
        {
            return Load(network, threads, () => Canonicalizer.Run(network), out _);
        }
        catch (RsdtrException exception) when (network.SourcePath is not null)
        {
            throw exception.WithFile(network.SourcePath);
        }
    }

    /// <summary>Loads a network, in canonical form where ONNX Runtime refuses the file.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads of ONNX Runtime; 0 is one for each processor.</param>
    /// <param name="canonical">Its canonical form, asked for where it is needed.</param>
    /// <param name="runsAsItIs">Whether the file itself was loaded.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses both forms, or there is no other (RSDTR1008).</exception>
    public static InferenceSession Load(OnnxModel network, int threads, Func<CanonicalModel> canonical, out bool runsAsItIs)
    {
        try
        {
            InferenceSession session = NetworkVerifier.Load(network, threads);
            runsAsItIs = true;
            return session;
        }
        catch (RsdtrException exception) when (exception.Diagnostic.Descriptor == ModelDiagnostics.RejectedByRuntime)
        {
            CanonicalModel other = canonical();
            if (other.Changes.Count == 0)
            {
                throw;
            }

            runsAsItIs = false;
            return NetworkVerifier.Load(other.Model, threads);
        }
    }
}
