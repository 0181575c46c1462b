# The tour of the emulator that boto3 makes: each stop is a function that returns what it saw, printed as JSON.
import json
import os
import sys
from datetime import datetime
from time import sleep
from urllib.request import urlopen

import boto3
from botocore.exceptions import ClientError

elbv2 = boto3.client("elbv2")


def refusal(call, **parameters):
    """The code of the error that a call ends in."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def wait(client, waiter, **parameters):
    """The waiters' own 15 s between two looks are too long for a test."""
    client.get_waiter(waiter).wait(WaiterConfig={"Delay": 1, "MaxAttempts": 40}, **parameters)


def advance(seconds):
    """Lets emulator time pass, so that no machine is too slow to see what is for a while only."""
    body = json.dumps({"advanceMilliseconds": seconds * 1000}).encode()
    urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_emulator/clock", body).close()


def set_delay(group, seconds):
    delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": str(seconds)}]
    elbv2.modify_target_group_attributes(TargetGroupArn=group, Attributes=delay)


def states(group, *targets):
    wanted = {"Targets": list(targets)} if targets else {}
    health = elbv2.describe_target_health(TargetGroupArn=group, **wanted)
    return {
        f"{each['Target']['Id']}:{each['Target']['Port']}": each["TargetHealth"]["State"]
        for each in health["TargetHealthDescriptions"]
    }


def instances(group, running, stopped, elsewhere):
    pages = elbv2.get_paginator("describe_target_groups").paginate(PaginationConfig={"PageSize": 3})
    seen = {"pages": [[each["TargetGroupName"] for each in page["TargetGroups"]] for page in pages]}
    here = {"Id": running, "Port": 80}
    moved = {"Id": running, "Port": 8080}
    seen["stopped"] = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": stopped}])
    seen["elsewhere"] = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": elsewhere}])
    elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": running}])
    elbv2.register_targets(TargetGroupArn=group, Targets=[moved])
    wait(elbv2, "target_in_service", TargetGroupArn=group, Targets=[here, moved])
    seen["registered"] = states(group, here, moved)
    set_delay(group, 3600)
    elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": running}])
    seen["withoutPort"] = states(group, here, moved)
    elbv2.deregister_targets(TargetGroupArn=group, Targets=[moved])
    seen["withPort"] = states(group, here, moved)
    advance(3600)
    wait(elbv2, "target_deregistered", TargetGroupArn=group, Targets=[here, moved])
    seen["deregistered"] = states(group, here, moved)
    return seen


def addresses(group):
    inside = {"Id": "10.0.1.50"}
    outside = {"Id": "10.9.9.9", "AvailabilityZone": "all"}
    public = {"Id": "8.8.8.8", "AvailabilityZone": "all"}
    elbv2.register_targets(TargetGroupArn=group, Targets=[inside, outside])
    seen = {"withoutZone": refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": "10.9.9.8"}])}
    seen["public"] = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[public])
    wait(elbv2, "target_in_service", TargetGroupArn=group, Targets=[inside])
    seen["registered"] = sorted(states(group))
    set_delay(group, 3600)
    elbv2.deregister_targets(TargetGroupArn=group, Targets=[inside])
    seen["leaving"] = states(group, inside)
    seen["whileItDrains"] = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[inside])
    advance(3600)
    wait(elbv2, "target_deregistered", TargetGroupArn=group, Targets=[inside])
    elbv2.register_targets(TargetGroupArn=group, Targets=[inside])
    wait(elbv2, "target_in_service", TargetGroupArn=group, Targets=[inside])
    seen["back"] = states(group, inside)
    return seen


def functions(group, zip):
    made = boto3.client("lambda")
    with open(zip, "rb") as package:
        function = made.create_function(
            FunctionName="greeter",
            Runtime="nodejs22.x",
            Role="arn:aws:iam::123456789012:role/made",
            Handler="index.handler",
            Code={"ZipFile": package.read()},
        )
    wait(made, "function_active_v2", FunctionName="greeter")
    arn = function["FunctionArn"]
    seen = {"forbidden": refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": arn}])}
    for name in ["greeter", "nightly-report"]:
        made.add_permission(
            FunctionName=name,
            StatementId="elb",
            Action="lambda:InvokeFunction",
            Principal="elasticloadbalancing.amazonaws.com",
            SourceArn=group,
        )
    elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": arn}])
    second = arn.replace("greeter", "nightly-report")
    seen["second"] = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": second}])
    health = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    seen["registered"] = [each["Target"]["Id"].rsplit(":", 1)[1] for each in health]
    answer = made.invoke(FunctionName="greeter", Payload=json.dumps({"name": "Ada"}))
    seen["invoked"] = [answer["StatusCode"], json.load(answer["Payload"])]
    failed = made.invoke(FunctionName="greeter", Payload="{}")
    seen["failed"] = [failed["StatusCode"], failed["FunctionError"]]
    failed["Payload"].read()
    return seen


def load_balancing(vpc, subnets):
    group = elbv2.create_target_group(
        Name="made", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", Tags=[{"Key": "by", "Value": "tour"}]
    )["TargetGroups"][0]["TargetGroupArn"]
    balancer = elbv2.create_load_balancer(Name="made", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    wait(elbv2, "load_balancer_available", LoadBalancerArns=[balancer])
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    gone = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "410"}}
    listener = elbv2.create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=8080, DefaultActions=forward
    )["Listeners"][0]["ListenerArn"]
    rule = elbv2.create_rule(
        ListenerArn=listener,
        Priority=5,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/old/*"]}}],
        Actions=[gone],
    )["Rules"][0]["RuleArn"]
    seen = {"inUse": refusal(elbv2.delete_target_group, TargetGroupArn=group)}

    query = {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "1"}]}}
    seen["rule"] = elbv2.modify_rule(RuleArn=rule, Conditions=[query])["Rules"][0]["Conditions"]
    seen["listener"] = elbv2.modify_listener(ListenerArn=listener, Port=8081, DefaultActions=[gone])["Listeners"][0][
        "Port"
    ]
    changed = elbv2.modify_target_group(TargetGroupArn=group, HealthCheckPath="/up", Matcher={"HttpCode": "200-299"})
    seen["group"] = [changed["TargetGroups"][0]["HealthCheckPath"], changed["TargetGroups"][0]["Matcher"]]
    idle = [{"Key": "idle_timeout.timeout_seconds", "Value": "120"}]
    seen["balancer"] = elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=idle)["Attributes"]
    tags = elbv2.describe_tags(ResourceArns=[group])["TagDescriptions"][0]["Tags"]
    seen["tags"] = [each for each in tags if each["Key"] == "by"]

    elbv2.delete_rule(RuleArn=rule)
    elbv2.delete_listener(ListenerArn=listener)
    elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    elbv2.delete_target_group(TargetGroupArn=group)
    wait(elbv2, "load_balancers_deleted", LoadBalancerArns=[balancer])
    seen["left"] = [
        refusal(elbv2.describe_rules, RuleArns=[rule]),
        refusal(elbv2.describe_listeners, ListenerArns=[listener]),
        refusal(elbv2.describe_target_groups, TargetGroupArns=[group]),
    ]
    return seen


def capacity(subnet, group):
    ec2 = boto3.client("ec2")
    scaling = boto3.client("autoscaling")
    launched = ec2.run_instances(
        ImageId="ami-0123456789abcdef0", InstanceType="t3.micro", SubnetId=subnet, MinCount=2, MaxCount=2
    )["Instances"]
    ids = [each["InstanceId"] for each in launched]
    wait(ec2, "instance_running", InstanceIds=ids)
    seen = {"launched": [type(each["LaunchTime"]) is datetime for each in launched]}
    ec2.terminate_instances(InstanceIds=ids)
    wait(ec2, "instance_terminated", InstanceIds=ids)

    before = states(group)
    scaling.set_desired_capacity(AutoScalingGroupName="checkout-web-asg", DesiredCapacity=3)
    wait(elbv2, "target_in_service", TargetGroupArn=group, Targets=new_targets(group, before))
    found = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["checkout-web-asg"])["AutoScalingGroups"][0]
    seen["desired"] = found["DesiredCapacity"]
    seen["members"] = len(found["Instances"])
    seen["tooMany"] = refusal(
        scaling.set_desired_capacity, AutoScalingGroupName="checkout-web-asg", DesiredCapacity=9
    )
    return seen


def new_targets(group, before):
    """What the Auto Scaling group has launched and registered; there is no waiter for that."""
    for _ in range(100):
        new = [each.split(":") for each in states(group) if each not in before]
        if new:
            return [{"Id": id, "Port": int(port)} for id, port in new]
        sleep(0.1)
    raise TimeoutError("The Auto Scaling group has registered nothing")


def metrics(begin, end, dimensions):
    watch = boto3.client("cloudwatch")
    pages = watch.get_paginator("list_metrics").paginate(Namespace="AWS/ApplicationELB", Dimensions=dimensions)
    seen = {"listed": sorted({each["MetricName"] for page in pages for each in page["Metrics"]})}
    metric = {"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": dimensions}
    result = watch.get_metric_data(
        MetricDataQueries=[{"Id": "requests", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}],
        StartTime=begin,
        EndTime=end,
        ScanBy="TimestampAscending",
    )["MetricDataResults"][0]
    seen["values"] = result["Values"]
    seen["times"] = [each.timestamp() * 1000 for each in result["Timestamps"]]
    seen["backwards"] = refusal(watch.get_metric_data, MetricDataQueries=[], StartTime=end, EndTime=begin)
    return seen


stops = [instances, addresses, functions, load_balancing, capacity, metrics]
stop = {each.__name__: each for each in stops}[sys.argv[1]]
print(json.dumps(stop(**json.loads(sys.argv[2]))))
