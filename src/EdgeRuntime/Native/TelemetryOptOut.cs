using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// Keeps ONNX Runtime from telling its makers what it runs. From version 1.29 on, its builds for Linux and macOS keep an identifier of the device and a
/// database of events in the user's cache folder and send them; switched off in an environment that exists, it has done the first of that.
/// </summary>
internal static unsafe class TelemetryOptOut
{
    /// <summary>The variable that the library reads when its environment is made; any other value than yes leaves telemetry on.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Sets the variable for this process, if the user has not set it to anything. .NET's own variables are a copy that native code does not see, except on Windows. There
    /// the packages' libraries write events of the system, which the C API stops; a build of one's own may do as those for Linux do.
    /// </summary>
    /// <remarks>Setting a variable is not safe beside native code that reads one on another thread: it is done once, before the library is loaded.</remarks>
    public static void Set()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Variable, Environment.GetEnvironmentVariable(Variable) ?? "1");
        }
        else if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "setenv", out nint set))
        {
            using NativeText name = NativeText.OfText(Variable), value = NativeText.OfText("1");
            _ = ((delegate* unmanaged<byte*, byte*, int, int>)set)((byte*)name.Pointer, (byte*)value.Pointer, 0);
        }
    }
}
