using System.Globalization;
using System.Text.Json;

namespace RsdtrEdge.Integration.Tests.FakeTool;

/// <summary>
/// Stands in for rsdtr: a "model" is any file, its "parameters" are its bytes, and compression keeps the first half of them.
/// It honours what the build targets rely on: outputs, exit codes, the verdict's file, canonical lines on stderr.
/// </summary>
internal static class FakeCompression
{
    /// <summary>Set by a test that cancels a build: the tool writes its process id to this file and waits.</summary>
    public const string HangVariable = "FAKE_RSDTR_HANG";

    /// <summary>Set by a test: the exit code with which the tool ends at once, saying nothing.</summary>
    public const string SilentExitVariable = "FAKE_RSDTR_EXIT";

    /// <summary>Set by a test: the exit code with which the tool ends behind its work, whatever its verdict.</summary>
    public const string EndExitVariable = "FAKE_RSDTR_END";

    /// <summary>Set by a test of tools side by side: a folder, and how many tools meet there before any goes on.</summary>
    public const string MeetVariable = "FAKE_RSDTR_MEET";

    /// <summary>Compresses.</summary>
    /// <returns>The exit code of rsdtr.</returns>
    public static int Run(FakeRequest request)
    {
        if (Environment.GetEnvironmentVariable(SilentExitVariable) is { Length: > 0 } exit)
        {
            Console.Error.WriteLine("something went wrong, in no form that the build knows");
            return int.Parse(exit, CultureInfo.InvariantCulture);
        }

        if (Environment.GetEnvironmentVariable(HangVariable) is { Length: > 0 } processIdFile)
        {
            // What a tool that is killed at this moment leaves.
            _ = Directory.CreateDirectory(Path.GetDirectoryName(request.Output)!);
            File.WriteAllText(request.Output + ".x1y2.tmp", "half a network");
            File.WriteAllText(processIdFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            Thread.Sleep(Timeout.Infinite);
        }

        if (Environment.GetEnvironmentVariable(MeetVariable) is { Length: > 0 } meeting && !Meet(meeting))
        {
            return Fail("rsdtr: error RSDTR3005: the others did not come");
        }

        byte[] model = File.ReadAllBytes(request.Model);
        if (model.Length == 0)
        {
            return Fail($"{request.Model}(1): error RSDTR1002: the file is empty");
        }

        string? budgetFile = FindBudget(request);
        if (request.Budget is not null && budgetFile is null)
        {
            return Fail($"rsdtr: error RSDTR2001: no budget {request.Budget} in {string.Join(", ", request.Devices)}");
        }

        byte[] compressed = model[..((model.Length + 1) / 2)];
        string? verdict = budgetFile is null ? null : Judge(budgetFile, compressed.Length);
        Write(request.Output, compressed);
        Write(request.Report, JsonSerializer.SerializeToUtf8Bytes(new
        {
            schema = "fake",
            budget = request.Budget,
            options = request.Options,
            before = new { parameters = model.Length },
            after = new { parameters = compressed.Length },
            verdict = verdict is null ? "met" : "notMet",
        }));
        Write(request.Diagnostics, System.Text.Encoding.UTF8.GetBytes(verdict is null ? "" : verdict + "\n"));
        Console.WriteLine($"fake rsdtr works with {request.Machine}");
        // An ordinary line that MSBuild's own parser would take for an error.
        Console.WriteLine($"{Path.GetFileName(request.Model)}: relative error 0.15: within the limit");
        Console.WriteLine($"fake rsdtr compressed {Path.GetFileName(request.Output)} from {model.Length} to {compressed.Length}");
        return Environment.GetEnvironmentVariable(EndExitVariable) is { Length: > 0 } end ? int.Parse(end, CultureInfo.InvariantCulture) : verdict is null ? 0 : 3;
    }

    // "FOLDER|COUNT": each tool leaves a file there and waits for those of the others.
    private static bool Meet(string meeting)
    {
        string[] parts = meeting.Split('|');
        _ = Directory.CreateDirectory(parts[0]);
        File.WriteAllText(Path.Combine(parts[0], Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), "");
        for (DateTime limit = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < limit; Thread.Sleep(50))
        {
            if (Directory.GetFiles(parts[0]).Length >= int.Parse(parts[1], CultureInfo.InvariantCulture))
            {
                return true;
            }
        }

        return false;
    }

    private static string? FindBudget(FakeRequest request) =>
        request.Budget is null ? null
        : File.Exists(request.Budget) ? request.Budget
        : request.Devices.Append(Path.Combine(AppContext.BaseDirectory, "devices"))
            .Select(folder => Path.Combine(folder, request.Budget + ".json")).FirstOrDefault(File.Exists);

    private static string? Judge(string budgetFile, int parameters)
    {
        using JsonDocument budget = JsonDocument.Parse(File.ReadAllBytes(budgetFile));
        int limit = budget.RootElement.GetProperty("limits").GetProperty("parameters").GetInt32();
        int line = 1 + Array.FindIndex(File.ReadAllLines(budgetFile), text => text.Contains("\"parameters\"", StringComparison.Ordinal));
        return parameters <= limit ? null
            : string.Create(CultureInfo.InvariantCulture, $"{budgetFile}({line}): error RSDTR2101: {parameters} parameters > {limit}: raise limits.parameters");
    }

    private static void Write(string path, byte[] content)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static int Fail(string line)
    {
        Console.Error.WriteLine(line);
        return 1;
    }
}
