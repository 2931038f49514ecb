using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>The C program <c>bare.c</c>, compiled: as a program of its own, and as a library that this process calls.</summary>
internal sealed class BareProgram : IDisposable
{
    private readonly nint _library;
    private readonly Open _open;
    private readonly RunMany _run;
    private readonly Output _output;

    private BareProgram(string path, nint library)
    {
        (ProgramPath, _library) = (path, library);
        _open = Function<Open>("bare_open");
        _run = Function<RunMany>("bare_run");
        _output = Function<Output>("bare_output");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Open(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string library, [MarshalAs(UnmanagedType.LPUTF8Str)] string model, int threads,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string shape, [MarshalAs(UnmanagedType.LPUTF8Str)] string input);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void RunMany(int count, [Out] long[] nanoseconds);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Output([Out] float[] elements, int room);

    /// <summary>The program's file.</summary>
    public string ProgramPath { get; }

    /// <summary>Compiles it.</summary>
    /// <param name="compiler">The C compiler.</param>
    /// <param name="folder">Where to.</param>
    /// <exception cref="InvalidOperationException">There is no compiler of that name, or it failed.</exception>
    public static BareProgram Compile(string compiler, string folder)
    {
        string program = Path.Combine(folder, "bare");
        string library = Path.Combine(folder, "libbare.so");
        Run(compiler, ["-O2", "-o", program, Source, "-ldl"]);
        Run(compiler, ["-O2", "-shared", "-fPIC", "-o", library, Source, "-ldl"]);
        return new BareProgram(program, NativeLibrary.Load(library));
    }

    /// <summary>Loads a network; the one before stays in memory.</summary>
    /// <param name="library">The native ONNX Runtime.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="threads">Threads of an operator.</param>
    /// <param name="shape">The input's shape, such as 1,3,32,32.</param>
    /// <param name="input">The file of its float32 elements.</param>
    public void Load(string library, string model, int threads, string shape, string input) => _open(library, model, threads, shape, input);

    /// <summary>Runs the network.</summary>
    /// <param name="nanoseconds">Where the time of each run goes, and how many are wanted.</param>
    public void RunTimed(long[] nanoseconds) => _run(nanoseconds.Length, nanoseconds);

    /// <summary>The first output of the last run.</summary>
    public float[] ReadOutput()
    {
        float[] elements = new float[_output([], 0)];
        _ = _output(elements, elements.Length);
        return elements;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeLibrary.Free(_library);

    private static string Source => Path.Combine(AppContext.BaseDirectory, "bare.c");

    private TDelegate Function<TDelegate>(string name) => Marshal.GetDelegateForFunctionPointer<TDelegate>(NativeLibrary.GetExport(_library, name));

    private static void Run(string compiler, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{compiler} ended with {process.ExitCode}: {error}");
            }
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"There is no C compiler '{compiler}': install one, or name it with --cc.");
        }
    }
}
