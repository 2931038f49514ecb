using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Computes a node over a window, in memory that a session's nodes share.</summary>
internal abstract class WindowKernel : OperatorKernel, IDisposable
{
    /// <summary>The axes of what it reads: images, channels, rows, columns.</summary>
    protected const int Rank = 4;

    /// <summary>Prepares.</summary>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="window">The window.</param>
    protected WindowKernel(ScratchPool scratch, WindowAttributes window)
    {
        Scratch = scratch;
        Window = window;
        scratch.Open();
    }

    /// <summary>Memory to work in.</summary>
    protected ScratchPool Scratch { get; }

    /// <summary>The window.</summary>
    protected WindowAttributes Window { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Scratch.Close();
}
