namespace Tocsin.Bench.EcsGenerator;

/// <summary>Logs of clouds and of what signs people in: AWS, Azure, Google Cloud, Okta, Microsoft 365.</summary>
internal sealed class CloudLogs(Dice dice, string[] people)
{
    private static readonly (string Provider, string Action)[] Calls =
    [
        ("sts.amazonaws.com", "AssumeRole"),
        ("ec2.amazonaws.com", "DescribeInstances"),
        ("s3.amazonaws.com", "GetBucketAcl"),
        ("kms.amazonaws.com", "Decrypt"),
        ("logs.amazonaws.com", "DescribeLogStreams"),
        ("ec2.amazonaws.com", "DescribeSecurityGroups"),
        ("iam.amazonaws.com", "ListRoles"),
        ("ssm.amazonaws.com", "UpdateInstanceInformation"),
        ("lambda.amazonaws.com", "GetFunction20150331v2"),
        ("iam.amazonaws.com", "GetRole"),
        ("s3.amazonaws.com", "PutObject"),
        ("secretsmanager.amazonaws.com", "GetSecretValue"),
        ("iam.amazonaws.com", "CreateAccessKey"),
        ("cloudtrail.amazonaws.com", "StopLogging"),
    ];

    private static readonly string[] AzureOperations =
    [
        "MICROSOFT.COMPUTE/VIRTUALMACHINES/READ",
        "MICROSOFT.RESOURCES/DEPLOYMENTS/VALIDATE/ACTION",
        "MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTKEYS/ACTION",
        "MICROSOFT.INSIGHTS/METRICALERTS/WRITE",
        "MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/WRITE",
        "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE",
    ];

    private static readonly string[] GoogleMethods =
    [
        "storage.objects.get",
        "v1.compute.instances.list",
        "google.iam.credentials.v1.IAMCredentials.GenerateAccessToken",
        "io.k8s.core.v1.pods.list",
        "storage.setIamPermissions",
        "google.iam.admin.v1.CreateServiceAccountKey",
    ];

    private static readonly string[] OktaTypes =
    [
        "user.authentication.sso",
        "user.session.start",
        "policy.evaluate_sign_on",
        "user.authentication.auth_via_mfa",
        "user.session.end",
        "user.mfa.factor.deactivate",
    ];

    private static readonly string[] OfficeActions =
    [
        "FileAccessed",
        "MailItemsAccessed",
        "UserLoggedIn",
        "FileModified",
        "FileDownloaded",
        "New-InboxRule",
        "Set-Mailbox",
        "Add member to role.",
    ];

    private static readonly string[] Agents =
    [
        "aws-sdk-go/1.55.5 (go1.22.5; linux; amd64)",
        "Boto3/1.34.51 md/Botocore#1.34.51",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
        "APN/1.0 HashiCorp/1.0 Terraform/1.9.5",
        "aws-cli/2.17.32 md/awscrt#0.21.2 exec-env/CloudShell",
    ];

    public void Write(Document document, long millis)
    {
        var person = dice.Skewed(people);
        switch (dice.Next(100))
        {
            case < 45:
                WriteAws(document, millis, person);
                break;
            case < 58:
                WriteAzure(document, millis, person);
                break;
            case < 70:
                WriteGoogle(document, millis, person);
                break;
            case < 82:
                WriteOkta(document, millis, person);
                break;
            default:
                WriteOffice(document, millis, person);
                break;
        }

        document.Open("user").Text("name", person).Text("email", $"{person}@example.com").Close();
        document.Open("source").Text("ip", $"192.0.2.{dice.Next(250)}").Text("address", $"192.0.2.{dice.Next(250)}");
        document
            .Open("geo")
            .Text("country_iso_code", dice.Skewed(["US", "DE", "GB", "IN", "FR"]))
            .Text("city_name", "Ashburn")
            .Close();
        document
            .Open("as")
            .Number("number", 14618)
            .Open("organization")
            .Text("name", "Amazon.com")
            .Close()
            .Close()
            .Close();
        document.Open("user_agent").Text("original", dice.Skewed(Agents)).Close();
    }

    private void WriteAws(Document document, long millis, string person)
    {
        var (provider, action) = dice.Happens(0.002) ? dice.Any(Calls) : dice.Skewed(Calls.AsSpan(0, 11).ToArray());
        document.Begin("aws.cloudtrail", millis).Open("event").Text("kind", "event").Text("dataset", "aws.cloudtrail");
        document
            .Text("module", "aws")
            .Text("provider", provider)
            .Text("action", action)
            .Text("outcome", dice.Happens(0.97) ? "success" : "failure");
        document.List("type", "info").Text("id", dice.Uuid()).Close();
        document
            .Open("cloud")
            .Text("provider", "aws")
            .Text("region", dice.Skewed(["us-east-1", "eu-central-1", "us-west-2"]))
            .Open("account")
            .Text("id", "111122223333")
            .Close()
            .Close();
        document
            .Open("aws")
            .Open("cloudtrail")
            .Text("event_version", "1.09")
            .Text("event_type", "AwsApiCall")
            .Text("event_category", "Management");
        document
            .Open("user_identity")
            .Text("type", dice.Skewed(["AssumedRole", "IAMUser", "AWSService", "Root"]))
            .Text("access_key_id", $"ASIA{dice.Hex(16)}");
        document.Text("arn", $"arn:aws:sts::111122223333:assumed-role/deploy/{person}");
        document
            .Open("session_context")
            .Open("session_issuer")
            .Text("type", "Role")
            .Text("arn", "arn:aws:iam::111122223333:role/deploy")
            .Close()
            .Close()
            .Close();
        document.Text(
            "request_parameters",
            $"{{roleArn=arn:aws:iam::111122223333:role/deploy, roleSessionName={person}, durationSeconds={dice.Next(3600)}}}"
        );
        document
            .Text("response_elements", $"{{assumedRoleUser={{assumedRoleId=AROA{dice.Hex(12)}:{person}}}}}")
            .Close()
            .Close();
    }

    private void WriteAzure(Document document, long millis, string person)
    {
        var isSignIn = dice.Happens(0.6);
        var dataset = isSignIn ? "azure.signinlogs" : "azure.activitylogs";
        document.Begin(dataset, millis);
        document.Event(
            dataset,
            "authentication",
            "info",
            isSignIn ? "Sign-in activity" : dice.Skewed(AzureOperations),
            "success",
            dice.Uuid()
        );
        document
            .Open("cloud")
            .Text("provider", "azure")
            .Close()
            .Open("azure")
            .Text("tenant_id", "7f3c1d2e-0000-4000-a000-000000000001");
        if (isSignIn)
        {
            document
                .Open("signinlogs")
                .Text("category", dice.Skewed(["NonInteractiveUserSignInLogs", "SignInLogs"]))
                .Text("operation_name", "Sign-in activity");
            document
                .Open("properties")
                .Text(
                    "app_display_name",
                    dice.Skewed([
                        "Microsoft Teams",
                        "Office 365 Exchange Online",
                        "Azure Portal",
                        "Microsoft Azure CLI",
                    ])
                );
            document
                .Text("app_id", dice.Uuid())
                .Text("user_principal_name", $"{person}@example.com")
                .Text("authentication_requirement", "multiFactorAuthentication");
            document
                .Text("client_app_used", "Browser")
                .Text("risk_level_aggregated", "none")
                .Text("session_id", dice.Uuid())
                .Close()
                .Close()
                .Close();
        }
        else
        {
            document
                .Open("activitylogs")
                .Text("operation_name", dice.Skewed(AzureOperations))
                .Text("category", "Administrative");
            document.Text("result_signature", "Succeeded.").Text("event_category", "Administrative").Close().Close();
        }
    }

    private void WriteGoogle(Document document, long millis, string person)
    {
        var method = dice.Happens(0.002) ? dice.Any(GoogleMethods) : dice.Skewed(GoogleMethods.AsSpan(0, 4).ToArray());
        document.Begin("gcp.audit", millis);
        document.Event("gcp.audit", "configuration", "access", method, "success", dice.Hex(12));
        document.Open("cloud").Text("provider", "gcp").Open("project").Text("id", "shop-prod").Close().Close();
        document
            .Open("service")
            .Text("name", "storage.googleapis.com")
            .Close()
            .Open("gcp")
            .Open("audit")
            .Text("method_name", method);
        document.Open("authentication_info").Text("principal_email", $"{person}@example.com").Close();
        document
            .Text("resource_name", $"projects/_/buckets/shop-assets/objects/{dice.Hex(10)}")
            .Text("type", "type.googleapis.com/google.cloud.audit.AuditLog")
            .Close()
            .Close();
    }

    private void WriteOkta(Document document, long millis, string person)
    {
        var type = dice.Happens(0.002) ? dice.Any(OktaTypes) : dice.Skewed(OktaTypes.AsSpan(0, 5).ToArray());
        document.Begin("okta.system", millis);
        document.Event("okta.system", "authentication", "start", type, "success", dice.Uuid());
        document.Open("okta").Text("event_type", type).Text("display_message", "User single sign on to app");
        document
            .Open("actor")
            .Text("id", $"00u{dice.Hex(17)}")
            .Text("type", "User")
            .Text("alternate_id", $"{person}@example.com")
            .Text("display_name", person)
            .Close();
        document.Open("outcome").Text("result", dice.Skewed(["SUCCESS", "ALLOW", "FAILURE"])).Close();
        document
            .Open("client")
            .Text("device", "Computer")
            .Text("zone", "null")
            .Text("ip", $"192.0.2.{dice.Next(250)}")
            .Close();
        document.Open("authentication_context").Text("external_session_id", dice.Hex(25)).Close();
        document
            .Open("debug_context")
            .Open("debug_data")
            .Text("dt_hash", dice.Hex(64))
            .Text("request_uri", "/api/v1/authn")
            .Close()
            .Close()
            .Close();
    }

    private void WriteOffice(Document document, long millis, string person)
    {
        var action = dice.Happens(0.002) ? dice.Any(OfficeActions) : dice.Skewed(OfficeActions.AsSpan(0, 5).ToArray());
        document.Begin("o365.audit", millis);
        document.Event("o365.audit", "web", "info", action, "success", dice.Uuid());
        document
            .Open("o365")
            .Open("audit")
            .Text("Operation", action)
            .Text("Workload", dice.Skewed(["SharePoint", "Exchange", "AzureActiveDirectory"]));
        document
            .Text("UserId", $"{person}@example.com")
            .Text("UserType", "0")
            .Text("RecordType", "6")
            .Text("ClientIP", $"192.0.2.{dice.Next(250)}");
        document
            .Text("ObjectId", $"https://example.sharepoint.com/sites/team/Shared Documents/{dice.Hex(12)}.docx")
            .Text("ApplicationId", dice.Uuid())
            .Close()
            .Close();
    }
}
