using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Native run options by which a cancellation token stops a run.</summary>
internal sealed unsafe class RunStop : IDisposable
{
    private readonly OnnxRuntime _runtime;
    private readonly OrtHandle _options;
    private readonly CancellationTokenRegistration _registration;

    private RunStop(OnnxRuntime runtime, CancellationToken cancellationToken)
    {
        nint options;
        _runtime = runtime;
        runtime.Check(runtime.Api.CreateRunOptions(&options));
        _options = new OrtHandle(options, runtime.Api.ReleaseRunOptions);
        // May call at once: the options are there before it.
        _registration = cancellationToken.UnsafeRegister(static state => ((RunStop)state!).Terminate(), this);
    }

    /// <summary>The native run options.</summary>
    public nint RunOptions => _options.DangerousGetHandle();

    /// <summary>Prepares a run.</summary>
    /// <returns>Null where the token can never be cancelled.</returns>
    /// <exception cref="OperationCanceledException">It is cancelled already.</exception>
    public static RunStop? For(OnnxRuntime runtime, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.CanBeCanceled ? new RunStop(runtime, cancellationToken) : null;
    }

    /// <summary>Throws where a run has failed, or was stopped.</summary>
    /// <param name="session">The session that ran.</param>
    /// <param name="status">What the run returned.</param>
    /// <param name="cancellationToken">The token that may have stopped it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Diagnostics.RsdtrException">RSDTR4003 or RSDTR4004: it failed.</exception>
    public static void Check(InferenceSession session, nint status, CancellationToken cancellationToken)
    {
        if (status != 0)
        {
            OrtError error = session.Runtime.TakeError(status);
            cancellationToken.ThrowIfCancellationRequested();
            throw session.RunFailure(error);
        }
    }

    /// <summary>Frees the options, once a cancellation in progress is through with them.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _options.Dispose();
    }

    private void Terminate() => _runtime.Check(_runtime.Api.RunOptionsSetTerminate(_options.DangerousGetHandle()));
}
