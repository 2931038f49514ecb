using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// Makes native sessions with the execution providers asked for. One that fails when it is added is left out. One that fails when the session is made
/// cannot be told from the others, nor at first from a faulty model: the session is made again without any, and only if that works were they at fault.
/// </summary>
internal static class SessionFactory
{
    private static readonly Lock s_domainGate = new();

    // Words of ONNX Runtime's messages, in which alone it tells that a file beside the model is at fault: of 1.17, and of later versions.
    private static readonly string[] s_externalData = ["external data", "external initializer", "Deserialize tensor", "GetFileLength for"];

    /// <summary>A call of the C API that makes a session.</summary>
    /// <param name="options">The native options.</param>
    /// <param name="session">The session.</param>
    /// <returns>The status.</returns>
    public delegate nint Maker(nint options, out nint session);

    /// <summary>Makes a session.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="file">The model's file, for errors.</param>
    /// <param name="make">The call.</param>
    /// <exception cref="RsdtrException">RSDTR1002 and RSDTR1008: the model; RSDTR4011: a provider that is required.</exception>
    public static MadeSession Make(OnnxRuntime runtime, SessionOptions options, string? file, Maker make)
    {
        if (options.Operators.IsEmpty)
        {
            return Make(runtime, options, operators: null, file, make);
        }

        // Of two sessions at once ONNX Runtime could find for both that the process does not know their domain yet, and refuse the second that adds it.
        lock (s_domainGate)
        {
            CustomOperatorDomain operators = new(runtime, options.Operators);
            try
            {
                return Make(runtime, options, operators, file, make);
            }
            catch
            {
                operators.Dispose();
                throw;
            }
        }
    }

    private static MadeSession Make(OnnxRuntime runtime, SessionOptions options, CustomOperatorDomain? operators, string? file, Maker make)
    {
        using OrtHandle native = Build(runtime, options, operators);
        List<ExecutionProvider> used = [];
        ImmutableArray<Diagnostic>.Builder warnings = ImmutableArray.CreateBuilder<Diagnostic>();
        ProviderAppender appender = new(runtime);
        foreach (ExecutionProvider provider in options.Providers)
        {
            if (provider.Is(ExecutionProvider.Processor))
            {
                continue; // Every session has it, behind all others.
            }

            if (appender.Append(native.DangerousGetHandle(), provider) is { } reason)
            {
                warnings.Add(Unusable(runtime, provider, reason, file));
            }
            else
            {
                used.Add(provider);
            }
        }

        nint status = make(native.DangerousGetHandle(), out nint session);
        if (status == 0)
        {
            return new MadeSession(session, Names(runtime, used), warnings.ToImmutable(), operators);
        }

        OrtError error = runtime.TakeError(status);
        if (used.Count == 0)
        {
            throw LoadFailure(runtime, error, file);
        }

        return MakeWithout(runtime, options, operators, file, make, used, error, warnings);
    }

    private static MadeSession MakeWithout(
        OnnxRuntime runtime, SessionOptions options, CustomOperatorDomain? operators, string? file, Maker make, List<ExecutionProvider> used, OrtError error, ImmutableArray<Diagnostic>.Builder warnings)
    {
        using OrtHandle plain = Build(runtime, options, operators);
        nint status = make(plain.DangerousGetHandle(), out nint session);
        if (status != 0)
        {
            throw LoadFailure(runtime, runtime.TakeError(status), file);
        }

        try
        {
            // The one that is required comes first: it is the error.
            foreach (ExecutionProvider provider in used.OrderByDescending(provider => provider.IsRequired))
            {
                warnings.Add(Unusable(runtime, provider, error.ToString(), file));
            }
        }
        catch
        {
            Release(runtime, session);
            throw;
        }

        return new MadeSession(session, Names(runtime, []), warnings.ToImmutable(), operators);
    }

    private static OrtHandle Build(OnnxRuntime runtime, SessionOptions options, CustomOperatorDomain? operators)
    {
        OrtHandle native = SessionOptionsBuilder.Build(runtime, options);
        try
        {
            operators?.AddTo(native.DangerousGetHandle());
            return native;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    private static unsafe void Release(OnnxRuntime runtime, nint session) => runtime.Api.ReleaseSession(session);

    private static ImmutableArray<string> Names(OnnxRuntime runtime, List<ExecutionProvider> used) =>
        [.. used.Select(provider => runtime.AvailableProviders.First(provider.Is)), ExecutionProvider.Processor];

    private static Diagnostic Unusable(OnnxRuntime runtime, ExecutionProvider provider, string reason, string? file)
    {
        string message = $"the execution provider '{provider.Name}' cannot be used: {reason}. ONNX Runtime {runtime.Version} ('{runtime.LibraryPath}') has {string.Join(", ", runtime.AvailableProviders)}";
        return provider.IsRequired
            ? throw new RsdtrException(RuntimeDiagnostics.ProviderUnusable, $"{message}: deploy a library that has it, or do not require it.", file)
            : new Diagnostic(RuntimeDiagnostics.ProviderUnusable, DiagnosticSeverity.Warning, file, 1, $"{message}: the model runs without it.");
    }

    private static RsdtrException LoadFailure(OnnxRuntime runtime, OrtError error, string? file) => runtime.ToException(
        error,
        error.Code is OrtErrorCode.InvalidProtobuf or OrtErrorCode.NoModel ? ModelDiagnostics.NotAModel
            : s_externalData.Any(words => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase)) ? ModelDiagnostics.ExternalDataMissing : ModelDiagnostics.RejectedByRuntime,
        file);
}
