namespace RsdtrEdge.Runtime.Tests.Devices;

/// <summary>Budget files, good and bad, that the reader and the schema must judge alike.</summary>
internal static class BudgetDocuments
{
    /// <summary>Stands, in a bad document, in a comment on the line that its error must name.</summary>
    public const string Marker = "//!";

    public static TheoryData<string> Good { get; } =
    [
        """{ "name": "x", "limits": {} }""",
        """{ "$schema": "./device-budget.schema.json", "name": "X-9_a", "title": "é", "limits": {}, "hardware": {}, "rankMultiple": 64, "profile": null }""",
        """
        // A comment.
        { "name": "x", /* and another,
             of two lines */
          "limits": { "parameters": "0.5%", "flops": 1.5e9, "modelBytes": 1000000000000000, "peakActivationBytes": "999.9999%", },
        }
        """,
        """{ "name": "x", "limits": { "parameters": null, "flops": 1, "modelBytes": "100%", "peakActivationBytes": 1.0, "maxOutputError": 1, "minAgreement": 1.0, "latencyMs": null } }""",
        """{ "name": "x", "limits": { "maxOutputError": null, "minAgreement": null, "latencyMs": { "percentile": 99.9, "limit": 0.25 } } }""",
        """{ "name": "x", "limits": { "latencyMs": { "percentile": 50, "limit": 3600000, "threads": null } } }""",
        """{ "name": "x", "limits": {}, "hardware": { "soc": "s", "cpu": "c", "cores": 1024, "clockGHz": 10, "simdFloatsPerCycle": 1, "memoryMiB": 16777216, "memoryGBs": 10000, "rid": "linux-arm64" } }""",
    ];

    /// <summary>Not JSON, or not what a schema can see: a key that stands twice.</summary>
    public static TheoryData<string, string> BadBeyondSchema { get; } = new()
    {
        { "RSDTR2002", "" },
        { "RSDTR2002", "  " },
        { "RSDTR2002", "// only a comment" },
        { "RSDTR2002", "pi4 //!" },
        { "RSDTR2002", "{\n \"name\": \"x\",\n \"limits\": { //!" },
        { "RSDTR2002", "{ \"name\": \"x\",\n\n \"limits\": {}\n} } //!" },
        { "RSDTR2002", "{ \"name\": \"x\", /* a\n b */\n \"limits\": { \"flops\": 5 \"parameters\": 6 } } //!" },
        { "RSDTR2002", "{ \"name\": \"x\",\n \"limits\": {},\n \"rankMultiple\": NaN //!\n}" },
        { "RSDTR2002", "{ \"name\": \"x\",\n \"title\": \"\\ud800\", //!\n \"limits\": {} }" },
        { "RSDTR2002", "{ \"name\": \"x\",\n \"\\udc00\": 1, //!\n \"limits\": {} }" },
        { "RSDTR2002", "{ \"name\": \"x\", \"limits\": {} }\n{} //!" },
        { "RSDTR2004", "{ \"name\": \"x\",\n \"limits\": {},\n \"name\": \"y\" //!\n}" },
        { "RSDTR2004", "{ \"name\": \"x\",\n \"limits\": {\n  \"flops\": 5,\n  \"flops\": 6 } } //!" },
    };

    public static TheoryData<string, string> Bad { get; } = BadDocuments();

    private static TheoryData<string, string> BadDocuments()
    {
        TheoryData<string, string> documents = new()
        {
            { "RSDTR2004", "[] //!" },
            { "RSDTR2004", "null //!" },
            { "RSDTR2004", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]] //!" },
            { "RSDTR2005", "\n{ //!\n \"limits\": {}\n}" },
            { "RSDTR2005", "{ //!\n \"name\": \"x\"\n}" },
            { "RSDTR2003", "{ \"name\": \"x\",\n \"limits\": {},\n \"Title\": \"x\" //!\n}" },
            { "RSDTR2003", "{ \"name\": \"x\", \"limits\": {\n  \"flop\": 5 } } //!" },
            { "RSDTR2003", "{ \"name\": \"x\", \"limits\": {},\n \"hardware\": {\n\n  \"gpu\": { \"cores\": 1 } } } //!" },
            { "RSDTR2003", "{ \"name\": \"x\", \"limits\": { \"latencyMs\": { \"percentile\": 90, \"limit\": 1,\n \"ms\": 1 } } } //!" },
            { "RSDTR2005", "{ \"name\": \"x\", \"limits\": {\n \"latencyMs\": { //!\n \"percentile\": 90 } } }" },
            { "RSDTR2005", "{ \"name\": \"x\", \"limits\": {\n \"latencyMs\": { //!\n \"limit\": 9 } } }" },
        };
        AddValues(documents, "{{ \"limits\": {{}},\n \"name\": {0} //!\n}}", "null", "5", "\"\"", "\"a b\"", "\"a.b\"", "\"-a\"", "{}", $"\"{new string('a', 65)}\"");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{}},\n \"title\": {0} //!\n}}", "null", "5", "\"\"", "\"a\\nb\"", $"\"{new string('a', 201)}\"");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{}},\n \"profile\": {0} //!\n}}", "5", "\"\"", "[]");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{}},\n \"rankMultiple\": {0} //!\n}}", "null", "0", "-4", "65", "1.5", "\"4\"", "1e400");
        AddValues(documents, "{{ \"name\": \"x\",\n \"limits\": {0} //!\n}}", "null", "[]", "\"50%\"", "true");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{}},\n \"hardware\": {0} //!\n}}", "null", "[]");
        foreach (string limit in (string[])["parameters", "flops", "modelBytes", "peakActivationBytes"])
        {
            AddValues(
                documents, "{{ \"name\": \"x\", \"limits\": {{\n \"" + limit + "\": {0} }} }} //!",
                "0", "-1", "0.5", "1000000000000001", "1e400", "true", "{}", "[[[[[[[[1]]]]]]]]", "\"\"", "\"1500000000\"", "\"0%\"", "\"0.0%\"", "\"-5%\"", "\"NaN%\"",
                "\"50 %\"", "\" 50%\"", "\"50\"", "\"1000%\"", "\".5%\"", "\"5.%\"", "\"0,5%\"", "\"1.5M\"", "\"٥%\"");
        }

        foreach (string limit in (string[])["maxOutputError", "minAgreement"])
        {
            AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{\n \"" + limit + "\": {0} }} }} //!", "0", "-0.1", "1.0001", "97", "\"97%\"", "\"NaN\"", "false", "1e400");
        }

        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{\n \"latencyMs\": {0} }} }} //!", "60", "\"60\"", "[]");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{ \"latencyMs\": {{ \"limit\": 1,\n \"percentile\": {0} }} }} }} //!", "0", "-1", "100", "101", "null", "\"p90\"");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{ \"latencyMs\": {{ \"percentile\": 90,\n \"limit\": {0} }} }} }} //!", "0", "-60", "3600001", "null", "\"60 ms\"");
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{ \"latencyMs\": {{ \"percentile\": 90, \"limit\": 1,\n \"threads\": {0} }} }} }} //!", "0", "1.5", "1025", "\"4\"");
        AddHardware(documents, "soc", "null", "5", "\"\"");
        AddHardware(documents, "cpu", "null", "5", "\"\"");
        AddHardware(documents, "cores", "null", "0", "1.5", "1025", "\"4\"");
        AddHardware(documents, "clockGHz", "null", "0", "-1", "1800", "\"1.8\"");
        AddHardware(documents, "simdFloatsPerCycle", "0", "1025");
        AddHardware(documents, "memoryMiB", "0", "16777217", "4096.5");
        AddHardware(documents, "memoryGBs", "null", "0", "-1", "10000.5", "\"12.8\"");
        AddHardware(documents, "rid", "null", "\"\"", "\"Linux Arm64\"");
        return documents;
    }

    private static void AddHardware(TheoryData<string, string> documents, string key, params string[] values) =>
        AddValues(documents, "{{ \"name\": \"x\", \"limits\": {{}}, \"hardware\": {{\n \"" + key + "\": {0} }} }} //!", values);

    // Each of the values is wrong where {0} stands.
    private static void AddValues(TheoryData<string, string> documents, string format, params string[] values)
    {
        foreach (string value in values)
        {
            documents.Add("RSDTR2004", format.Replace("{0}", value, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal));
        }
    }
}
